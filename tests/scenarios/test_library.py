"""Every story comes out as it says, replays to the same bytes, and is noticed when it does not."""

from pathlib import Path
from typing import Any

import pytest

from protocol_spec.endpoint import Endpoint
from reference_platform.demo import demo_table
from reference_platform.enterprise_list import import_enterprises
from reference_platform.session import PlatformSession
from scenarios import StoryError, VirtualStage, load_story, play_virtually, story_names
from scenarios.story import parse_story
from simulator.runtime.run_folder import RunFolder, read_lines
from simulator.runtime.tape import Entry, Recorded, replay
from simulator.runtime.trace import read_frames, read_trace
from simulator.terminal import Identity, Terminal, load_profile
from simulator.terminal.firmware import Parts
from simulator.terminal.lock.guard import Guard
from simulator.terminal.records.reporter import Reporter

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.mark.parametrize("name", story_names())
def test_the_story_comes_out_as_it_says(name: str) -> None:
    stage, findings = play_virtually(load_story(name))
    assert not findings, [str(finding) for finding in findings]
    made = stage.terminal.flash.store.following - 1
    held = [record.record for record in stage.store.records_of(stage.terminal.identity.terminal)]
    assert held == list(range(1, made + 1))


@pytest.mark.parametrize("name", story_names())
@pytest.mark.parametrize("binding", ["tcp", "serial", "mqtt"])
def test_both_cores_replay_to_the_same_bytes(name: str, binding: str) -> None:
    tapes: dict[str, list[list[Entry]]] = {"terminal": [], "platform": []}
    asked = AskedDirectory()

    def record(who: str, core: Endpoint) -> Endpoint:
        tapes[who].append([])
        if isinstance(core, PlatformSession):
            asked.real = core._directory
            core._directory = asked
        return Recorded(core, tapes[who][-1].append)

    story = load_story(name)
    stage = VirtualStage(story, wrap=record, binding=binding)
    assert not stage.play()
    fresh = VirtualStage(story, binding=binding)
    assert replay(tapes["terminal"][0], fresh.terminal) is None
    assert len(tapes["terminal"][0]) > 50
    for tape in tapes["platform"]:
        session = fresh.platform.accept().session
        session._directory = asked.again()
        assert replay(tape, session) is None
    assert len(tapes["platform"]) == (2 if name == "unplugged_in_mid_weld" else 1)


class AskedDirectory:
    """The directory is an input of a session too: keep its answers, and give them again."""

    def __init__(self, answers: list[Any] | None = None) -> None:
        self.real: Any = None
        self._answers = answers if answers is not None else []

    def again(self) -> "AskedDirectory":
        return AskedDirectory(self._answers)

    def entry(self, terminal: str) -> Any:
        return self._ask(lambda: self.real.entry(terminal))

    def watermark(self, terminal: str, oldest: int) -> Any:
        return self._ask(lambda: self.real.watermark(terminal, oldest))

    def accept_login(self, terminal: str, boot_counter: int, nonce: int) -> None:
        if self.real is not None:
            self.real.accept_login(terminal, boot_counter, nonce)

    def _ask(self, question: Any) -> Any:
        if self.real is None:
            return self._answers.pop(0)
        self._answers.append(question())
        return self._answers[-1]


def test_a_story_played_twice_is_the_same_to_the_byte(tmp_path: Path) -> None:
    for name in ("one", "two"):
        play_virtually(load_story("first_weld"), RunFolder(tmp_path / name, {"kind": "scenario"}))
    for file in ("timeline.jsonl", "truth.jsonl", "trace.pcapng"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_the_trace_holds_what_happened(tmp_path: Path) -> None:
    stage, _ = play_virtually(load_story("first_weld"), RunFolder(tmp_path, {"kind": "scenario"}))
    fresh = VirtualStage(load_story("first_weld"))
    assert replay(read_trace(tmp_path / "trace.pcapng"), fresh.terminal) is None
    sent = [frame for _, outbound, frame in read_frames(tmp_path / "trace.pcapng") if outbound]
    assert len(sent) > 20
    assert len(list(read_lines(tmp_path / "timeline.jsonl"))) == len(stage.timeline)


def _stage_with(kind: type[Terminal], name: str) -> VirtualStage:
    story = load_story(name)
    stage = VirtualStage(story)
    wrong = kind(stage.terminal.identity, stage.terminal.profile, seed=story.terminal["seed"], now=story.start)
    stage.terminal = wrong
    stage.driver.endpoint = wrong
    return stage


def test_a_terminal_that_closes_its_relay_by_itself_is_noticed() -> None:
    class Eager(Guard):
        def new_session(self) -> None:
            super().new_session()
            self._plant.relay_closed = True

    kind = type("EagerTerminal", (Terminal,), {"parts": Parts(guard=Eager)})
    findings = _stage_with(kind, "first_weld").play()
    assert any("never terminal.relay(closed=True)" in str(finding) for finding in findings)


def test_a_terminal_that_forgets_unsent_records_is_noticed() -> None:
    class Forgetful(Reporter):
        def new_session(self, watermark: int, now: int) -> None:
            self._flash.store.raise_watermark(self._flash.store.following - 1)
            super().new_session(watermark, now)

    kind = type("ForgetfulTerminal", (Terminal,), {"parts": Parts(reporter=Forgetful)})
    findings = _stage_with(kind, "unplugged_in_mid_weld").play()
    assert findings


def test_the_expired_certificate_leaves_the_relay_open_and_no_unlock_is_sent() -> None:
    story = load_story("first_weld")
    stage = VirtualStage(story)
    stage.play()
    refused = next(entry for entry in stage.timeline if entry.get("reason") == "CERTIFICATE_EXPIRED")
    closed = next(entry for entry in stage.timeline if entry["what"] == "relay" and entry["closed"])
    granted = next(entry for entry in stage.timeline if entry.get("reason") == "GRANTED")
    assert refused["at"] < granted["at"] < closed["at"]
    assert stage.store.decisions_made()[0]["reason"] == "CERTIFICATE_EXPIRED"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("schema = 1", "schema = 2"), "schema must be 1"),
        (('do = "lock"', 'do = "explode"'), "'explode' is no action"),
        (("ends = 19.0", "ends = 19.0\nspeed = 3"), "unknown key 'speed'"),
        (("seed = 7", "seeds = 7"), "unknown key 'seeds'"),
        (('worker = "W-0002"\n', ""), "a scan needs a worker"),
        (("+08:00", ""), "date and time with an offset"),
        (('what = "terminal.login"', 'what = "login"'), "who.what"),
        (("[terminal]", "[terminal"), "not TOML"),
    ],
)
def test_a_story_that_is_wrong_says_where(change: tuple[str, str], said: str) -> None:
    from importlib.resources import files

    text = files("scenarios").joinpath("library", "first_weld.toml").read_text(encoding="utf-8")
    assert change[0] in text
    with pytest.raises(StoryError, match=r"story\.toml") as caught:
        parse_story("story", "story.toml", text.replace(change[0], change[1], 1))
    assert said in str(caught.value)


def test_a_story_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(StoryError, match="first_weld"):
        load_story("no_such_story")


def test_the_demonstration_enterprise_is_one_of_the_sample_list() -> None:
    listed = {enterprise.uscc for enterprise in import_enterprises(EXAMPLES / "zhengzhou_60.xlsx").accepted}
    assert {entry["enterprise"] for entry in demo_table()["terminal"]} <= listed


def test_profiles_other_than_the_story_s_can_be_played() -> None:
    identity = Identity("9999040000000001", bytes(16))
    assert Terminal(identity, load_profile("factory_integrated")).profile.zh
