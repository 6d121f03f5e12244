"""Who and how a terminal is, when it is asked; and what it does not have (DIA, ACK-08)."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from protocol_spec.codes import Capability, ClockState, EventCode, Flag, LockMode, Result, Side, Subject
from protocol_spec.edition import WTP1
from protocol_spec.frame import Frame
from protocol_spec.instant import MS, S
from protocol_spec.kinds import ABSENT_I16
from protocol_spec.message import Message, When
from protocol_spec.messages import (
    Diagnosis,
    GatewayDown,
    Identify,
    Identity,
    Login,
    Query,
    Status,
    TerminalAck,
    UpgradeChunk,
    UpgradeOffer,
)
from simulator.terminal.inquiry import _largest

from .bench import ANNA, KEY, Bench, profile_of
from .programs import identify, permit


def query(bench: Bench, subject: Subject) -> Frame:
    return bench.ask(Query(subject=subject))


# ---- QUERY -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("DIA-01")
def test_a_query_for_status_is_answered_and_a_status_leaves_at_once() -> None:
    bench = Bench(status_idle=600)
    bench.advance(100 * S)
    frame = query(bench, Subject.STATUS)
    acks, statuses = bench.of(TerminalAck, since=bench.now), bench.of(Status, since=bench.now)
    assert [(ack.message.answers, ack.message.answered, ack.message.result) for ack in acks] == [
        (frame.sequence, Query.code, Result.OK)
    ]
    assert len(statuses) == 1
    assert bench.sent.index(acks[0]) < bench.sent.index(statuses[0])


@pytest.mark.clause("DIA-01")
@pytest.mark.parametrize(("subject", "kind"), [(Subject.DIAGNOSIS, Diagnosis), (Subject.IDENTITY, Identity)])
def test_a_query_for_diagnosis_or_identity_is_answered_with_it(subject: Subject, kind: type[Message]) -> None:
    bench = Bench()
    bench.advance(S)
    before = len(bench.sent)
    frame = query(bench, subject)
    (sent,) = bench.sent[before:]
    assert isinstance(sent.message, kind)
    assert sent.message.answers == frame.sequence  # type: ignore[attr-defined]
    assert sent.has(Flag.RESPONSE)
    assert sent.in_session


@pytest.mark.clause("ACK-08")
def test_a_query_that_comes_again_is_answered_again_and_makes_no_second_record() -> None:
    bench = Bench(status_idle=600)
    bench.advance(100 * S)
    frame = bench.frame(Query(subject=Subject.STATUS), Flag.ACK_REQUIRED)
    bench.feed(frame.encode())
    following = bench.terminal.flash.store.following
    bench.feed(frame.encode())
    assert bench.terminal.flash.store.following == following
    assert len(bench.of(TerminalAck, since=bench.now)) == 2
    query(bench, Subject.STATUS)
    assert bench.terminal.flash.store.following == following + 1, "another query is another one"


@pytest.mark.clause("DIA-02")
def test_the_counters_of_diagnosis_count_what_they_say() -> None:
    bench = Bench()
    bench.advance(10 * S)
    bench.feed(b"noise" * 3)
    bad = bytearray(bench.frame(bench.lock_message(command=90)).encode())
    bad[-1] ^= 1
    bench.feed(bytes(bad))
    bench.unlocked()
    bench.lock()
    bench.advance(S)
    bench.unlock(window=61 * S)
    bench.pull_cable()
    bench.reconnect()
    bench.advance(S)
    query(bench, Subject.DIAGNOSIS)
    (said,) = bench.messages(Diagnosis)
    store, decoder = bench.terminal.flash.store, bench.terminal.decoder
    assert (said.uptime, said.boot_counter) == ((bench.now - 5 * S) // S, 1)
    assert (said.refused, said.reconnects, said.actuations) == (1, 2, 2)
    assert said.bad_crcs == 1
    assert said.noise == decoder.noise_bytes >= 15 + len(bad)
    assert said.bad_headers == decoder.bad_headers
    assert (said.oldest, said.following) == (store.oldest, store.following)
    assert said.capacity == bench.profile.store_records
    assert said.clock is ClockState.SYNCHRONISED
    assert said.temperature == 250


@pytest.mark.clause("DIA-02")
def test_actuations_count_from_manufacture_and_the_others_from_power_up() -> None:
    bench = Bench()
    bench.unlocked()
    bench.unlocked()
    bench.lock()
    bench.advance(S)
    bench.unlock(window=61 * S)
    bench.power_cut(as_json=True)
    bench.advance(S)
    query(bench, Subject.DIAGNOSIS)
    said = bench.messages(Diagnosis)[-1]
    assert (said.actuations, said.refused, said.reconnects, said.uptime) == (2, 0, 1, 1), "a renewal moves nothing"


@pytest.mark.clause("DIA-02")
def test_a_counter_stays_at_its_largest_value() -> None:
    bench = Bench()
    bench.advance(S)
    bench.terminal.flash.actuations = 1 << 40
    bench.terminal.decoder.noise_bytes = 1 << 32
    query(bench, Subject.DIAGNOSIS)
    said = bench.messages(Diagnosis)[-1]
    assert said.actuations == said.noise == _largest("noise") == 0xFFFFFFFF


def test_a_temperature_that_is_not_measured_is_not_in_the_diagnosis() -> None:
    bench = Bench(profile=profile_of(capability=Capability.NONE))
    bench.advance(S)
    query(bench, Subject.DIAGNOSIS)
    assert bench.messages(Diagnosis)[-1].temperature == ABSENT_I16


@pytest.mark.clause("DIA-04", "SEC-12")
def test_identity_and_diagnosis_hold_no_key_and_nothing_of_workers() -> None:
    bench = Bench()
    bench.unlocked(worker=ANNA)
    query(bench, Subject.IDENTITY)
    query(bench, Subject.DIAGNOSIS)
    bench.feed(identify(bench))
    told = [sent for sent in bench.sent if isinstance(sent.message, Identity | Diagnosis)]
    assert len(told) == 3
    for sent in told:
        assert KEY[:8] not in sent.data
        assert ANNA not in sent.data
    assert not any(KEY[:8] in sent.data for sent in bench.sent)


# ---- IDENTIFY --------------------------------------------------------------------------------------------------------


def alone(binding: str = "serial") -> Bench:
    """Linked, and not let in."""
    bench = Bench(profile=profile_of(binding=binding), connect=False)
    bench.answers_logins = False
    bench.reconnect()
    return bench


@pytest.mark.clause("DIA-03", "SES-02", "SES-14")
@pytest.mark.parametrize("anybody", [False, True], ids=["to itself", "to anybody"])
def test_without_a_session_identify_is_answered_and_nothing_else_is(anybody: bool) -> None:
    bench = alone()
    bench.feed(identify(bench, anybody))
    (sent,) = bench.of(Identity)
    assert not sent.has(Flag.SECURED)
    assert sent.frame.terminal == bench.identity.terminal
    assert sent.message.imei == bench.profile.imei
    for message in (Query(subject=Subject.IDENTITY), bench.lock_message()):
        bench.say(message, Flag.ACK_REQUIRED, bare=True)
    bench.feed(Frame(0xD7, bench.identity.terminal, 3).encode())
    bench.advance(S)
    assert {type(sent.message) for sent in bench.sent} == {Login, Identity}


@pytest.mark.clause("DIA-03")
def test_without_a_session_identify_is_answered_once_a_second_at_most() -> None:
    bench = alone("tcp")
    for _ in range(40):
        bench.feed(identify(bench))
        bench.advance(100 * MS)
    times = [sent.at for sent in bench.of(Identity)]
    assert len(times) == 4
    assert all(later - earlier >= S for earlier, later in pairwise(times))


@pytest.mark.clause("DIA-03")
def test_in_a_session_identify_is_answered_under_the_session_key() -> None:
    bench = Bench()
    bench.advance(S)
    for _ in range(3):
        bench.feed(identify(bench))
    assert len(bench.of(Identity)) == 3
    assert all(sent.frame.tag_holds(bench.identity.suite, bench.key) for sent in bench.of(Identity))


@pytest.mark.clause("FRM-17")
def test_what_is_sent_to_anybody_and_is_no_identify_is_not_for_me() -> None:
    bench = Bench()
    bench.advance(S)
    frame = Frame(Query.code, "0" * 16, 5, Query(subject=Subject.STATUS).encode(), Flag.ACK_REQUIRED)
    bench.feed(frame.sealed(bench.identity.suite, bench.key).encode())
    assert bench.messages(TerminalAck)[-1].result is Result.NOT_FOR_ME


# ---- what it does not have -------------------------------------------------------------------------------------------


def offer(bench: Bench) -> UpgradeOffer:
    return UpgradeOffer(
        command=bench.next_command(),
        upgrade=1,
        version="9.9.9",
        size=1000,
        digest=bytes(32),
        signature=bytes(64),
        chunk=500,
    )


OPTIONAL: dict[str, Callable[[Bench], Message]] = {
    "an upgrade": offer,
    "a chunk": lambda bench: UpgradeChunk(upgrade=1, offset=0, data=b"abc"),
    "an envelope": lambda bench: GatewayDown.around([bench.frame(bench.lock_message()).encode()]),
}


@pytest.mark.clause("DIA-06")
@pytest.mark.parametrize("name", OPTIONAL)
def test_a_message_of_a_feature_it_does_not_have_is_refused_not_supported(name: str) -> None:
    bench = Bench()
    bench.advance(S)
    message = OPTIONAL[name](bench)
    frame = bench.say(message)
    (ack,) = bench.messages(TerminalAck)
    assert (ack.answers, ack.answered, ack.result) == (frame.sequence, message.code, Result.NOT_SUPPORTED)
    bench.lock()
    bench.advance(S)
    assert bench.terminal.conversation.live


@pytest.mark.clause("OFF-05")
def test_an_offline_permit_that_comes_over_the_link_is_refused_online() -> None:
    bench = Bench(profile=profile_of(capability=Capability.OFFLINE_PERMIT))
    bench.advance(S)
    carried = Frame(0xA9, bench.identity.terminal, 7, permit(bench, 1)[18:-10])
    bench.feed(carried.sealed(bench.identity.suite, bench.key).encode())
    assert bench.messages(TerminalAck)[-1].result is Result.ONLINE
    assert bench.terminal.flash.permit_counter == 0


@pytest.mark.clause("ACK-02")
def test_no_message_of_a_platform_that_wants_an_answer_goes_without_one() -> None:
    """Whatever is declared, also tomorrow: refused, obeyed or told that it is not supported."""
    bench = Bench()
    bench.advance(S)
    asked = [
        kind
        for kind in WTP1.messages.values()
        if kind.sender is Side.PLATFORM and not kind.response and kind.when is When.SESSION
    ]
    assert len(asked) >= 8
    for number, kind in enumerate(asked):
        before = len(bench.sent)
        body = Frame(kind.code, bench.identity.terminal, 1000 + number, b"", Flag.ACK_REQUIRED)
        bench.feed(body.sealed(bench.identity.suite, bench.key).encode())
        answers = [sent for sent in bench.sent[before:] if sent.has(Flag.RESPONSE)]
        assert [sent.message.answers for sent in answers] == [1000 + number], kind.title


def test_the_alarm_of_a_locked_machine_does_not_change_what_lock_after_arc_answers() -> None:
    bench = Bench()
    bench.do("gas")
    command = bench.lock(mode=LockMode.AFTER_ARC, bound=5)
    bench.advance(S)
    assert bench.result(command).result is Result.OK
    assert bench.alarms(EventCode.GAS)


def test_identify_with_the_response_flag_is_not_answered() -> None:
    bench = alone()
    frame = Frame(Identify.code, bench.identity.terminal, 0, b"", Flag.RESPONSE)
    bench.feed(frame.encode())
    bench.advance(S)
    assert not bench.of(Identity)
