"""What can be typed, pressed and scripted is one table."""

import pytest

from arclock.stand.stand import _HANDS
from arclock.stand.verbs import VERBS, CommandError, by_key, command, parse


@pytest.mark.parametrize(
    ("line", "name", "values"),
    [
        ("trigger on", "trigger", {"value": True}),
        ("trigger 0", "trigger", {"value": False}),
        ("cover open", "cover", {"value": True}),
        ("cover closed", "cover", {"value": False}),
        ("link up", "link", {"value": True}),
        ("power cut", "power", {"value": "cut"}),
        ("temperature -125", "temperature", {"value": -125}),
        ("work", "work", {}),
        ("work gtaw 90", "work", {"process": "gtaw", "amperes": 90}),
        ("fault welded-contact", "fault", {"name": "welded-contact"}),
        ("fault welded-contact off", "fault", {"name": "welded-contact", "value": False}),
    ],
)
def test_a_line_is_a_command(line: str, name: str, values: dict[str, object]) -> None:
    read = parse(line)
    assert (read.verb.name, dict(read.values)) == (name, values)
    assert parse(str(read)) == read


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tirgger on", "there are: trigger"),
        ("trigger", "trigger on|off"),
        ("trigger sideways", "trigger on|off"),
        ("trigger on off", "usage"),
        ("temperature warm", "temperature VALUE"),
        ("work gtaw many", "work [PROCESS] [AMPERES]"),
    ],
)
def test_a_wrong_line_says_what_is_right(line: str, said: str) -> None:
    with pytest.raises(CommandError, match=said.replace("|", r"\|").replace("[", r"\[")):
        parse(line)


def test_values_by_name_are_the_same_commands() -> None:
    assert command("cover", {"value": True}) == parse("cover open")
    with pytest.raises(CommandError, match="takes no 'speed'"):
        command("work", {"speed": 3})


def test_no_key_is_given_twice_and_every_verb_is_somebody_s() -> None:
    assert len(by_key) == sum(bool(verb.key) for verb in VERBS)
    assert {verb.name for verb in VERBS} == {*_HANDS, "scan", "explain", "help"}
