"""A script says what is wrong with it by file and line, and is a check: what is expected has to happen."""

import asyncio
from pathlib import Path

import pytest

from arclock.stand.happening import Happening
from arclock.stand.player import NotMet, Player
from arclock.stand.script import ScriptError, load_script, parse_script
from arclock.stand.verbs import Command
from tests.command.running import ROOT

HEAD = "schema = 1\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = 2\n", "s.toml: schema must be 1"),
        ("schema = 1\nsteps = 3\n", "s.toml: unknown 'steps'"),
        ("schema = 1\n", r"s.toml: no \[\[step\]\]"),
        ("schema = \n", "s.toml: not TOML.*line 1"),
        (HEAD + "[[step]]\nat = 1\n", "line 2: a step has either do or expect"),
        (
            HEAD + '[[step]]\ndo = "cover open"\n\n# [[step]]\n[[step]]\ndo = "tirgger on"\n',
            "line 6: there is no 'tirgger'",
        ),
        (HEAD + '[[step]]\ndo = "trigger"\nvalue = "sideways"\n', "line 2: trigger: 'sideways' is no value"),
        (HEAD + '[[step]]\ndo = "trigger on"\nwithin = 2\n', "line 2: unknown 'within'"),
        (HEAD + '[[step]]\nexpect = "logon"\n', "line 2: expect: unknown 'logon'; there are: login"),
        (HEAD + '[[step]]\nexpect = "login"\nwithin = -1\n', "line 2: within: seconds"),
        (HEAD + '[[step]]\nat = 1\nafter = 1\ndo = "rest"\n', "line 2: give at or after"),
        (HEAD + '[[step]]\nat = 2\ndo = "rest"\n[[step]]\nat = 1\ndo = "rest"\n', "line 5: at = 1.0 is before"),
    ],
)
def test_a_wrong_script_is_named_by_file_and_line(text: str, said: str) -> None:
    with pytest.raises(ScriptError, match=said):
        parse_script("s.toml", text)


def test_a_script_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"nowhere\.toml"):
        load_script(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.toml")), ids=lambda path: path.name)
def test_every_example_reads(path: Path) -> None:
    script = load_script(path)
    assert script.zh
    assert script.en


def played(text: str, happenings: dict[str, list[Happening]]) -> list[str]:
    """Play against a desk at which each command has its consequences at once; what was done."""
    done: list[str] = []

    async def do(wanted: Command) -> None:
        done.append(str(wanted))
        for happening in happenings.get(str(wanted), []):
            player(happening)

    async def scene() -> None:
        await player.play()

    player = Player(parse_script("s.toml", HEAD + text), do)
    asyncio.run(scene())
    return done


ARC = {"trigger on": [{"what": "relay", "closed": False}, {"what": "arc-on"}, {"what": "relay", "closed": True}]}


def test_what_is_expected_may_have_happened_in_any_order_since_the_last_deed() -> None:
    text = '[[step]]\ndo = "trigger on"\n[[step]]\nexpect = "relay"\nclosed = true\n[[step]]\nexpect = "arc-on"\n'
    assert played(text, ARC) == ["trigger on"]


@pytest.mark.parametrize(
    ("expectation", "said"),
    [
        ('expect = "arc-off"\nwithin = 0', "line 4: expected arc-off within 0 s; there was no arc-off at all"),
        ('expect = "relay"\nclosed = "ajar"\nwithin = 0', "the last relay was closed=True"),
        ('expect = "arc-on"\nwithin = 0\n[[step]]\nexpect = "arc-on"\nwithin = 0', "line 7"),
    ],
)
def test_what_does_not_happen_is_named_with_what_did(expectation: str, said: str) -> None:
    with pytest.raises(NotMet, match=said):
        played(f'[[step]]\ndo = "trigger on"\n[[step]]\n{expectation}\n', ARC)


def test_what_happened_before_the_last_deed_is_over() -> None:
    text = '[[step]]\ndo = "trigger on"\n[[step]]\ndo = "trigger off"\n[[step]]\nexpect = "arc-on"\nwithin = 0\n'
    with pytest.raises(NotMet, match="line 6"):
        played(text, ARC)


def test_facts_of_a_frame_are_looked_for_in_its_body() -> None:
    frame = {"what": "frame", "message": "EVENT", "sent": True, "body": {"event": "COVER_OPENED", "record": 3}}
    text = '[[step]]\ndo = "cover open"\n[[step]]\nexpect = "frame"\nmessage = "EVENT"\nevent = "COVER_OPENED"\nwithin = 0\n'
    assert played(text, {"cover open": [frame]}) == ["cover open"]
