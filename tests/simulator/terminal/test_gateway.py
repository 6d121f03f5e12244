"""The gateway's desk (GWY): what passes, in which order, and what is said of the lines."""

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import (
    Capability,
    Flag,
    LineState,
    LogoutReason,
    RelayState,
    ResetCause,
    Result,
    Side,
    Subject,
    Suite,
)
from protocol_spec.endpoint import Stimulus
from protocol_spec.frame import Frame, frame_of, read_frame
from protocol_spec.instant import MS, S
from protocol_spec.message import MAX_BODY
from protocol_spec.messages import (
    CommandResult,
    GatewayDown,
    GatewayUp,
    Heartbeat,
    Logout,
    Query,
    Register,
    Status,
    SubLink,
    TerminalAck,
)
from protocol_spec.timers import BODY_WAIT
from simulator.runtime.tape import Kind, replay
from simulator.terminal import Flash, Note, Terminal
from simulator.terminal.gateway.envelopes import envelopes
from simulator.terminal.gateway.line import MOST_ON_A_LINE, NO_RADIO
from simulator.terminal.records.store import RecordStore

from .bench import TERMINAL, UPTIME, Bench
from .gateways import FIRST, KEY_OF_A_SUB, SECOND, THIRD, GatewayBench, beat, command, sealed

UP, DOWN = LineState.UP, LineState.DOWN

# ---- its own session -------------------------------------------------------------------------------------------------


@pytest.mark.clause("GWY-01")
@pytest.mark.parametrize("name", ["rs485_gateway", "lora_gateway"])
def test_a_gateway_registers_with_the_capability_and_logs_in_under_an_id_of_its_own(name: str) -> None:
    bench = GatewayBench(name, registered=False)
    (register,) = bench.messages(Register)
    assert register.capability & Capability.GATEWAY
    assert not register.capability & Capability.RELAY_FEEDBACK
    bench.heard(1, FIRST)
    assert {sent.frame.terminal for sent in bench.sent} == {TERMINAL}
    assert bench.key is not None


@pytest.mark.clause("GWY-01", "SES-02")
def test_before_its_own_login_a_gateway_passes_on_nothing_and_keeps_nothing() -> None:
    bench = GatewayBench()
    bench.pull_cable()
    before = len(bench.sent)
    bench.heard(1, FIRST)
    bench.comes(1, beat(FIRST, 1))
    assert len(bench.sent) == before
    assert bench.dropped() == ["SES-02", "SES-02"]
    bench.reconnect()
    assert bench.passed_up() == [], "who sent it has sent it again by now"
    bench.comes(1, again := beat(FIRST, 2))
    assert bench.passed_up() == [again]


@pytest.mark.clause("GWY-01")
def test_nobody_behind_a_gateway_has_its_id() -> None:
    bench = GatewayBench()
    bench.heard(1, TERMINAL)
    assert bench.passed_up() == []
    assert bench.told() == []
    assert bench.dropped() == ["GWY-01"]


def test_a_terminal_that_is_no_gateway_knows_neither_envelopes_nor_lines() -> None:
    bench = Bench()
    bench.say(GatewayDown.around([beat(FIRST)]), Flag.ACK_REQUIRED)
    assert bench.messages(TerminalAck)[-1].result is Result.NOT_SUPPORTED
    with pytest.raises(ValueError, match="sub-up"):
        bench.endpoint.stimulate(Stimulus("sub-up", {"line": 1}), bench.now)


# ---- up --------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("GWY-02", "GWY-03", "GWY-09")
def test_what_comes_from_the_lines_goes_up_in_order_of_arrival_with_no_byte_changed() -> None:
    bench = GatewayBench()
    frames = [bench.heard(1, FIRST), bench.heard(2, SECOND)]
    for line, terminal, sequence in ((2, SECOND, 1), (1, FIRST, 1), (1, FIRST, 2)):
        bench.comes(line, data := beat(terminal, sequence))
        frames.append(data)
    together = [beat(FIRST, number) for number in (5, 3, 4)]
    bench.comes(1, b"".join(together))
    assert bench.passed_up() == frames + together
    assert len(bench.messages(GatewayUp)) == 6, "what came at once goes in one envelope"
    assert not any(sent.has(Flag.ACK_REQUIRED) for sent in bench.of(GatewayUp))


@pytest.mark.clause("GWY-02")
@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 3), st.binary(max_size=200), st.sampled_from(list(Flag))), max_size=12))
def test_every_frame_of_every_line_comes_out_as_it_went_in(words: list[tuple[int, bytes, Flag]]) -> None:
    """Codes and bodies that no gateway knows; cut into pieces, the pieces of the lines mixed; noise between them."""
    bench = GatewayBench()
    for line in (1, 2, 3):
        bench.plug(line)
    went_in: dict[str, list[bytes]] = {}
    for number, (line, body, flag) in enumerate(words):
        terminal = (FIRST, SECOND, THIRD)[line - 1]
        data = _any_frame(terminal, number, body, flag)
        went_in.setdefault(terminal, []).append(data)
        bench.comes(line, b"\x00noise" + data[:7])
        bench.comes(line, data[7:])
    came_out: dict[str, list[bytes]] = {}
    for data in bench.passed_up():
        frame = read_frame(data)
        assert frame is not None
        came_out.setdefault(frame.terminal, []).append(data)
    assert came_out == went_in


def _any_frame(terminal: str, number: int, body: bytes, flag: Flag) -> bytes:
    frame = Frame(0x7E - number, terminal, number, body, flag & ~Flag.SECURED)
    return sealed(frame) if number % 2 else frame.encode()


def test_the_noise_of_a_line_ends_at_the_gateway_and_is_told() -> None:
    bench = GatewayBench()
    bench.plug(1)
    data = bytearray(beat(FIRST))
    data[-1] ^= 1
    bench.comes(1, b"noise" + bytes(data) + (good := beat(FIRST, 1)))
    assert bench.passed_up() == [good]
    assert "FRM-08" in bench.dropped()


@pytest.mark.clause("FRM-12")
def test_a_promised_body_that_does_not_come_holds_up_its_own_line_only_and_that_one_for_two_seconds() -> None:
    bench = GatewayBench()
    first, second = bench.heard(1, FIRST), bench.heard(2, SECOND)
    long = frame_of(Heartbeat(oldest=1), FIRST, 7)
    liar = dataclasses.replace(long, body=bytes(600)).encode()[:30]
    bench.comes(1, liar + (behind := beat(FIRST, 1)))
    bench.comes(2, other := beat(SECOND, 1))
    assert bench.passed_up() == [first, second, other]
    bench.advance(BODY_WAIT)
    assert bench.passed_up() == [first, second, other, behind]


def test_what_a_two_wire_line_echoes_does_not_go_up() -> None:
    bench = GatewayBench()
    bench.plug(1)
    bench.comes(1, command(bench, SECOND))
    assert (bench.passed_up(), bench.told()) == ([], [])
    assert bench.dropped() == ["FRM-15"]


@pytest.mark.clause("GWY-12")
def test_a_frame_that_is_too_long_is_not_passed_on_and_one_of_a_thousand_bytes_is() -> None:
    bench = GatewayBench()
    bench.plug(1)
    longest, longer = (Frame(0x7E, FIRST, 0, bytes(size)).encode() for size in (982, 983))
    assert len(longest) - 2 == 1000
    bench.comes(1, longer)
    bench.comes(1, longest)
    assert bench.passed_up() == [longest]
    assert bench.dropped() == ["GWY-12"]


@pytest.mark.clause("GWY-10")
def test_an_envelope_from_a_line_is_not_put_into_another() -> None:
    bench = GatewayBench()
    bench.plug(1)
    bench.comes(1, frame_of(GatewayUp.around([beat(SECOND)]), FIRST, 0).encode())
    assert bench.passed_up() == []
    assert bench.dropped() == ["GWY-10"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 982), max_size=45))
def test_envelopes_hold_all_frames_in_order_and_are_no_larger_than_a_body(sizes: list[int]) -> None:
    frames = [Frame(0x7E, FIRST, number, bytes(size)).encode() for number, size in enumerate(sizes)]
    made = list(envelopes(frames))
    assert [frame for envelope in made for frame in envelope.opened()] == frames
    assert all(envelope.flaw() is None and len(envelope.encode()) <= MAX_BODY for envelope in made)
    for one, following in pairwise(made):
        more = GatewayUp.around([*one.opened(), following.opened()[0]])
        assert len(more.frames) > 20 or len(more.encode()) > MAX_BODY, "as few as hold them"


# ---- down ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("GWY-02", "GWY-03")
def test_what_is_in_an_envelope_goes_to_its_lines_in_order_with_its_crc_put_back() -> None:
    bench = GatewayBench()
    bench.heard(1, FIRST)
    bench.heard(2, SECOND)
    frames = [command(bench, terminal, number) for number, terminal in enumerate((SECOND, FIRST, FIRST, SECOND))]
    bench.envelope(*frames)
    assert bench.to_subs() == [(2, frames[0]), (1, frames[1]), (1, frames[2]), (2, frames[3])]
    assert bench.messages(TerminalAck) == [], "nobody answers an envelope"


@pytest.mark.clause("GWY-04", "GWY-10")
def test_an_envelope_that_is_wrong_is_refused_whole() -> None:
    bench = GatewayBench()
    bench.heard(1, FIRST)
    nested = frame_of(GatewayDown.around([command(bench, FIRST)]), FIRST, 0).encode()
    for frames in ([], [command(bench, FIRST), b"no frame at all"], [command(bench, FIRST), nested]):
        bench.envelope(*frames)
        assert bench.messages(TerminalAck)[-1].result is Result.MALFORMED
    assert bench.to_subs() == []


@pytest.mark.clause("GWY-11")
def test_what_cannot_be_delivered_is_dropped_and_the_line_reported_down() -> None:
    bench = GatewayBench()
    bench.heard(1, FIRST)
    bench.heard(2, SECOND)
    bench.unplug(1)
    reached = command(bench, SECOND)
    bench.envelope(command(bench, FIRST), reached, command(bench, FIRST, 1), command(bench, THIRD))
    assert bench.to_subs() == [(2, reached)]
    assert bench.told()[3:] == [(FIRST, DOWN), (THIRD, DOWN)], "each once an envelope"
    assert bench.dropped() == ["GWY-11"] * 3
    bench.heard(1, FIRST)
    assert bench.to_subs() == [(2, reached)], "what was dropped does not come later"


def test_an_envelope_outside_a_session_or_with_a_wrong_tag_delivers_nothing() -> None:
    bench = GatewayBench()
    bench.heard(1, FIRST)
    bench.say(GatewayDown.around([command(bench, FIRST)]), key=b"w" * 16)
    bench.say(GatewayDown.around([command(bench, FIRST)]), bare=True)
    assert bench.to_subs() == []


# ---- who is there ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("GWY-05")
def test_the_platform_is_told_of_every_line_that_comes_or_goes() -> None:
    bench = GatewayBench()
    bench.plug(1)
    assert bench.told() == [], "nobody has said yet who is there"
    bench.comes(1, beat(FIRST))
    assert bench.told() == [(FIRST, UP)]
    bench.comes(1, beat(FIRST, 1))
    bench.unplug(1)
    bench.unplug(1)
    assert bench.told() == [(FIRST, UP), (FIRST, DOWN)]
    bench.heard(1, SECOND)
    assert bench.told()[2:] == [(SECOND, UP)]
    assert all(sent.has(Flag.ACK_REQUIRED) for sent in bench.of(SubLink))


@pytest.mark.clause("GWY-05")
def test_a_line_is_reported_before_its_first_frame_is_passed_on() -> None:
    bench = GatewayBench()
    bench.heard(1, FIRST)
    assert [type(sent.message) for sent in bench.sent[-2:]] == [SubLink, GatewayUp]


@pytest.mark.clause("GWY-05")
def test_after_each_login_the_platform_is_told_who_is_there() -> None:
    bench = GatewayBench()
    bench.heard(1, FIRST)
    bench.heard(2, SECOND)
    bench.pull_cable()
    bench.unplug(1)
    bench.heard(3, THIRD)
    before = len(bench.told())
    bench.reconnect()
    assert bench.told()[before:] == [(SECOND, UP), (THIRD, UP)]


def test_a_radio_line_says_how_well_it_is_received_and_a_cable_says_nothing() -> None:
    bench = GatewayBench("lora_gateway")
    bench.plug(1, signal=97)
    bench.comes(1, beat(FIRST))
    bench.heard(2, SECOND)
    assert [link.signal for link in bench.messages(SubLink)] == [97, NO_RADIO]


def test_a_terminal_that_is_heard_on_another_line_is_reached_there() -> None:
    bench = GatewayBench()
    bench.heard(1, FIRST)
    bench.heard(2, FIRST)
    bench.envelope(data := command(bench, FIRST))
    assert bench.to_subs() == [(2, data)]
    bench.unplug(1)
    assert bench.told() == [(FIRST, UP), (FIRST, UP)]


def test_on_a_bus_several_are_heard_and_all_of_them_go_with_it() -> None:
    bench = GatewayBench()
    bench.heard(1, FIRST)
    bench.comes(1, beat(SECOND))
    frames = [command(bench, FIRST), command(bench, SECOND)]
    bench.envelope(*frames)
    assert bench.to_subs() == [(1, frames[0]), (1, frames[1])]
    bench.unplug(1)
    assert bench.told()[2:] == [(FIRST, DOWN), (SECOND, DOWN)]


def test_a_line_that_babbles_under_ever_new_ids_takes_no_more_than_its_share() -> None:
    bench = GatewayBench()
    bench.heard(2, FIRST)
    bench.plug(1)
    for number in range(MOST_ON_A_LINE + 50):
        bench.comes(1, beat(f"99990900{number:08}"))
    assert len(bench.terminal.firmware.gateway.reached) == MOST_ON_A_LINE + 1
    assert len(bench.passed_up()) == MOST_ON_A_LINE + 1
    bench.comes(2, good := beat(FIRST, 1))
    assert bench.passed_up()[-1] == good


# ---- power, and what a gateway is not --------------------------------------------------------------------------------


def test_lines_that_are_plugged_in_are_heard_again_after_a_restart_and_not_while_it_is_off() -> None:
    bench = GatewayBench()
    bench.heard(1, FIRST)
    bench.plug(2)
    bench.do("reset", ResetCause.WATCHDOG.name)
    bench.pull_cable()
    bench.reconnect()
    assert bench.told() == [(FIRST, UP)], "whom it heard, it has forgotten"
    bench.comes(1, data := beat(FIRST, 1))
    assert bench.passed_up()[-1] == data
    bench.do("switch-off")
    bench.advance(S)
    assert bench.messages(Logout)[-1].reason is LogoutReason.POWER_OFF
    before = len(bench.sent)
    bench.comes(1, beat(FIRST, 2))
    bench.unplug(2)
    assert len(bench.sent) == before
    bench.do("switch-on")
    bench.reconnect()
    bench.comes(1, data := beat(FIRST, 3))
    bench.comes(2, beat(SECOND, 3))
    assert bench.passed_up()[-1] == data


def test_a_gateway_has_no_machine_and_says_so() -> None:
    bench = GatewayBench()
    bench.unlock()
    assert bench.messages(TerminalAck)[-1].result is Result.NOT_SUPPORTED
    command = bench.lock()
    bench.advance(S)
    assert [answer.command for answer in bench.messages(CommandResult)] == [command]
    assert bench.result(command).result is Result.OK
    assert bench.result(command).relay_feedback is RelayState.UNKNOWN
    assert bench.status().relay_feedback is RelayState.UNKNOWN
    assert not any(isinstance(event, Note) and event.what == "relay" for _, event in bench.events)


# ---- the replay law --------------------------------------------------------------------------------------------------

_LINE = st.integers(1, 3)
_WHO = st.sampled_from([FIRST, SECOND, THIRD, TERMINAL])
_STEP = st.one_of(
    st.tuples(st.just("plug"), _LINE),
    st.tuples(st.just("unplug"), _LINE),
    st.tuples(st.just("beat"), _LINE, _WHO),
    st.tuples(st.just("piece"), _LINE, _WHO, st.integers(1, 30)),
    st.tuples(st.just("noise"), _LINE, st.binary(max_size=30)),
    st.tuples(st.just("down"), st.lists(_WHO, max_size=4)),
    st.tuples(st.just("wait"), st.sampled_from([100 * MS, BODY_WAIT, 7 * S, 61 * S])),
    st.tuples(st.just("line"), st.booleans()),
    st.tuples(st.just("do"), st.sampled_from(["reset", "switch-off", "switch-on", "power-cut"])),
)


def play(bench: GatewayBench, program: list[tuple[object, ...]]) -> None:
    for number, step in enumerate(program):
        match step:
            case ("plug", int(line)):
                bench.plug(line)
            case ("unplug", int(line)):
                bench.unplug(line)
            case ("beat", int(line), str(who)):
                bench.comes(line, beat(who, number))
            case ("piece", int(line), str(who), int(size)):
                bench.comes(line, beat(who, number)[:size])
            case ("noise", int(line), bytes(data)):
                bench.comes(line, data)
            case ("down", list(whom)) if bench.key is not None:
                bench.envelope(*(command(bench, who, number) for who in whom))
            case ("wait", int(time)):
                bench.advance(time)
            case ("line", bool(there)):
                bench.plug_in() if there else bench.pull_cable()
            case ("do", str(name)):
                bench.do(name, name != "reset")


@pytest.mark.clause("GWY-02", "GWY-11")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(_STEP, min_size=4, max_size=25), st.integers(0, 3))
def test_a_gateway_replays_from_its_tape_and_delivers_only_what_it_was_given(
    program: list[tuple[object, ...]], seed: int
) -> None:
    bench = GatewayBench(taped=True, seed=seed)
    play(bench, program)
    assert bench.tape is not None
    assert any(entry.kind is Kind.STIMULUS for entry in bench.tape) or not any(
        step[0] in ("plug", "unplug", "beat", "piece", "noise", "do") for step in program
    )
    flash = Flash(RecordStore(bench.profile.store_records), registered=True)
    assert replay(bench.tape, Terminal(bench.identity, bench.profile, flash, seed=seed, now=UPTIME)) is None
    for data in bench.passed_up():
        frame = read_frame(data)
        assert frame is not None
        assert frame.sender is Side.TERMINAL
        assert frame.tag_holds(Suite.HMAC_SHA256, KEY_OF_A_SUB), "no byte was changed"
        assert frame.terminal != TERMINAL


def test_questions_to_a_gateway_are_answered_by_itself() -> None:
    bench = GatewayBench()
    before = len(bench.messages(Status))
    bench.ask(Query(subject=Subject.STATUS))
    assert len(bench.messages(Status)) == before + 1
