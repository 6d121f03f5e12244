"""The platform's end of a connection: what it refuses, what it answers, and when."""

from dataclasses import replace
from typing import Any

import pytest

from protocol_spec.codes import Flag, OfflinePolicy, Result, Suite
from protocol_spec.endpoint import Stimulus
from protocol_spec.messages import (
    BackfillBatch,
    Heartbeat,
    Login,
    LoginAck,
    Register,
    Stored,
    TimeRequest,
)
from protocol_spec.objections import LOGIN_OBJECTIONS, REGISTER_OBJECTIONS, Objections
from protocol_spec.parameters import by_name
from reference_platform.happenings import LoggedIn, LoginRefused, RecordsArrived, Registered, WentOffline
from reference_platform.registry import TerminalEntry
from reference_platform.session import SessionParameters
from reference_platform.session_parameters import ParameterRefused
from simulator.terminal.profile import load_profile
from tests.platform.wire import KEY, OTHER, START, TERMINAL, Book, Wire, ack_of, event, result_of


@pytest.mark.clause("SEC-01", "SEC-11", "SES-03")
@pytest.mark.parametrize("suite", list(Suite))
def test_a_login_opens_a_session_in_either_suite(suite: Suite) -> None:
    wire = Wire(suite=suite)
    wire.book.watermarks[TERMINAL] = 12
    ack = wire.login()
    assert (ack.result, ack.nonce, ack.now, ack.watermark) == (Result.OK, 77, START, 12)
    assert (ack.heartbeat, ack.policy) == (wire.parameters.heartbeat, wire.parameters.policy)
    assert any(isinstance(happened, LoggedIn) for happened in wire.events())
    assert result_of(wire.give(wire.frame(Heartbeat(oldest=1)))) is Result.OK


@pytest.mark.clause("SES-05")
def test_before_login_everything_else_is_refused_and_nothing_is_handed_out() -> None:
    batch = BackfillBatch(records=(Stored(code=event(1).code, body=event(1).encode()),))
    wire = Wire()
    for message in (event(1), batch, Heartbeat(oldest=1), TimeRequest()):
        assert result_of(wire.say(message)) is Result.NOT_LOGGED_IN
    assert not wire.told(RecordsArrived)


@pytest.mark.clause("SEC-06")
def test_a_replayed_login_is_refused_and_one_of_an_earlier_boot_too() -> None:
    wire = Wire()
    wire.login(boot=2, nonce=9)
    again = Wire(wire.book)
    assert again.login(boot=2, nonce=9).result is Result.LOGIN_REPLAYED
    assert again.login(boot=1, nonce=10).result is Result.LOGIN_REPLAYED
    assert again.login(boot=2, nonce=10).result is Result.OK


@pytest.mark.clause("SES-19", "ACK-08")
def test_a_login_that_comes_twice_on_one_connection_gets_the_same_answer_and_the_session_stays() -> None:
    wire = Wire()
    login = wire.frame(Login(suite=wire.suite, boot_counter=1, nonce=5, oldest=1, following=1), key=KEY)
    first = wire.give(login)
    assert len(wire.told(LoggedIn)) == 1
    assert wire.give(login) == first
    assert not list(wire.events())
    wire.key = b""
    assert wire.login(nonce=6).result is Result.OK
    assert result_of(wire.say(Heartbeat(oldest=1))) is Result.OK
    (refused,) = wire.give(login)
    assert refused.message().result is Result.LOGIN_REPLAYED  # type: ignore[union-attr]
    assert result_of(wire.say(Heartbeat(oldest=1))) is Result.OK
    wire.check_replay()


@pytest.mark.clause("SES-20", "SES-03")
@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (None, Result.UNKNOWN_TERMINAL),
        (TerminalEntry(TERMINAL, b"x" * 16, "E", registered=True), Result.BAD_TAG),
        (TerminalEntry(TERMINAL, KEY, "E"), Result.NOT_REGISTERED),
        (TerminalEntry(TERMINAL, KEY, "E", registered=True, boot_counter=1, nonce=5), Result.LOGIN_REPLAYED),
    ],
)
def test_a_login_is_refused_by_a_result_of_its_own_and_opens_nothing(
    entry: TerminalEntry | None, expected: Result
) -> None:
    wire = Wire()
    wire.book.entries = {TERMINAL: entry} if entry else {}
    assert wire.login().result is expected
    assert [refused.result for refused in wire.told(LoginRefused)] == [expected]
    assert result_of(wire.say(Heartbeat(oldest=1))) is Result.NOT_LOGGED_IN


GOOD = TerminalEntry(TERMINAL, KEY, "E", registered=True)
WRONGS: dict[Result, tuple[dict[str, object], Suite]] = {
    Result.SUITE_REFUSED: ({}, Suite.HMAC_SHA256),
    Result.BAD_TAG: ({"key": b"x" * 16}, Suite.HMAC_SM3),
    Result.UNBOUND_ENTERPRISE: ({"enterprise": None}, Suite.HMAC_SM3),
    Result.NOT_REGISTERED: ({"registered": False}, Suite.HMAC_SM3),
    Result.LOGIN_REPLAYED: ({"boot_counter": 9}, Suite.HMAC_SM3),
}
"""What makes each objection, but for UNKNOWN_TERMINAL, of which nothing else can be wrong; the platform demands suite 2."""


@pytest.mark.clause("SES-29")
@pytest.mark.parametrize(
    ("objections", "opens"), [(LOGIN_OBJECTIONS, "login"), (REGISTER_OBJECTIONS, "register")], ids=["login", "register"]
)
def test_of_several_things_wrong_the_first_of_the_table_is_told(objections: Objections, opens: str) -> None:
    order = [result for result, _ in objections if result in WRONGS]
    assert len(order) >= 3
    for at, expected in enumerate(order):
        changes, suites = zip(*(WRONGS[result] for result in order[at:]), strict=True)
        entry = GOOD
        for change in changes:
            entry = replace(entry, **change)
        wire = Wire(suite=min(suites), parameters=SessionParameters(suites=frozenset({Suite.HMAC_SM3})))
        wire.book.entries = {TERMINAL: entry}
        login = Login(suite=wire.suite, boot_counter=1, nonce=5, oldest=1, following=1)
        (answer,) = wire.give(wire.frame(login if opens == "login" else register(wire.suite), key=KEY))
        assert answer.message().result is expected  # type: ignore[union-attr]
    wire.book.entries.clear()
    (answer,) = wire.give(
        wire.frame(
            replace(login, suite=Suite.HMAC_SHA256) if opens == "login" else register(Suite.HMAC_SHA256), key=KEY
        )
    )
    assert answer.message().result is objections[0][0] is Result.UNKNOWN_TERMINAL  # type: ignore[union-attr]


@pytest.mark.clause("SES-20", "SES-22")
def test_a_platform_that_demands_suite_2_refuses_suite_1_and_takes_suite_2() -> None:
    parameters = SessionParameters(suites=frozenset({Suite.HMAC_SM3}))
    weak = Wire(parameters=parameters)
    assert weak.login().result is Result.SUITE_REFUSED
    (answer,) = weak.give(weak.frame(register(weak.suite), key=KEY))
    assert answer.message().result is Result.SUITE_REFUSED  # type: ignore[union-attr]
    strong = Wire(weak.book, suite=Suite.HMAC_SM3, parameters=parameters)
    assert strong.login().result is Result.OK


def test_what_a_platform_demands_cannot_be_nothing() -> None:
    with pytest.raises(ParameterRefused, match="suites"):
        SessionParameters(suites=frozenset())


@pytest.mark.clause("SES-22", "SEC-16")
@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (TerminalEntry(TERMINAL, KEY, "E"), Result.OK),
        (TerminalEntry(TERMINAL, KEY, "E", registered=True), Result.ALREADY_REGISTERED),
        (TerminalEntry(TERMINAL, KEY, None), Result.UNBOUND_ENTERPRISE),
        (TerminalEntry(TERMINAL, b"y" * 16, "E"), Result.BAD_TAG),
        (None, Result.UNKNOWN_TERMINAL),
    ],
)
def test_registering_is_idempotent_with_distinct_results(entry: TerminalEntry | None, expected: Result) -> None:
    wire = Wire()
    wire.book.entries = {TERMINAL: entry} if entry else {}
    (answer,) = wire.give(wire.frame(register(wire.suite), key=KEY))
    assert answer.message().result is expected  # type: ignore[union-attr]
    assert answer.secured is (expected in (Result.OK, Result.ALREADY_REGISTERED))
    assert not answer.secured or answer.tag_holds(wire.suite, KEY)
    assert len(wire.told(Registered)) == (expected is Result.OK)


def stored(arrived: RecordsArrived) -> Stimulus:
    return Stimulus("stored", {"token": arrived.token, "watermark": 1})


def register(suite: Suite) -> Register:
    profile = load_profile()
    return Register(
        suite=suite,
        vendor=9999,
        model=1,
        hardware="A",
        firmware="1",
        imei="",
        iccid="",
        qr=1,
        division=410171,
        access=profile.access,
        capability=profile.capability,
    )


@pytest.mark.clause("REP-06", "REP-08")
def test_a_record_is_answered_only_after_it_was_stored() -> None:
    wire = Wire().live()
    assert wire.say(event(1)) == []
    ack = ack_of(wire.store())
    assert (ack.result, ack.watermark) == (Result.OK, 1)
    wire.say(event(1))
    assert ack_of(wire.store()).result is Result.OK
    wire.check_replay()


@pytest.mark.clause("ACK-06", "SEC-05", "SEC-08", "FRM-02", "FRM-03", "FRM-15", "SES-05")
@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda f: replace(f, tag=bytes(8)), Result.BAD_TAG),
        (lambda f: replace(f, flags=f.flags & ~Flag.SECURED, tag=b""), Result.TAG_REQUIRED),
        (lambda f: replace(f, flags=f.flags | 0x10), Result.MALFORMED),
        (lambda f: replace(f, edition=2), Result.EDITION_UNSUPPORTED),
        (lambda f: replace(f, code=0xA0), Result.WRONG_DIRECTION),
        (lambda f: replace(f, terminal="9999010000000002"), Result.NOT_LOGGED_IN),
    ],
)
def test_a_frame_that_is_wrong_is_refused_by_name_and_the_session_goes_on(spoil: object, expected: Result) -> None:
    wire = Wire().live()
    assert result_of(wire.give(spoil(wire.frame(event(1))))) is expected  # type: ignore[operator]
    assert not wire.told(RecordsArrived)
    assert result_of(wire.say(Heartbeat(oldest=1))) is Result.OK
    wire.check_replay()


@pytest.mark.clause("SEC-18", "FRM-13", "FRM-14", "FRM-18", "FRM-19")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"code": 0x5F}, Result.UNKNOWN_CODE),
        ({"body": b""}, Result.MALFORMED),
        ({"flags": Flag.ACK_REQUIRED | Flag.BACKFILL, "code": Heartbeat.code, "body": bytes(4)}, Result.MALFORMED),
    ],
)
def test_the_tag_is_judged_before_code_and_body(change: dict[str, object], expected: Result) -> None:
    wire = Wire().live()
    wrong = replace(wire.frame(event(1)), **change)  # type: ignore[arg-type]
    bare = replace(wrong, flags=wrong.flags & ~Flag.SECURED, tag=b"")
    assert result_of(wire.give(bare.sealed(wire.suite, b"z" * 32))) is Result.BAD_TAG
    assert result_of(wire.give(bare)) is Result.TAG_REQUIRED
    assert result_of(wire.give(bare.sealed(wire.suite, wire.key))) is expected


@pytest.mark.clause("ACK-04", "ACK-09")
@pytest.mark.parametrize("wrong", [False, True])
def test_a_response_is_never_answered(wrong: bool) -> None:
    wire = Wire().live()
    stray = wire.frame(event(1))
    response = replace(stray, code=0x7F, flags=stray.flags | Flag.RESPONSE, tag=b"", body=b"\x00\x00\xa0\x00")
    assert wire.give(response.sealed(wire.suite, b"z" * 32 if wrong else wire.key)) == []
    assert wire.give(replace(response, flags=Flag.RESPONSE)) == []


@pytest.mark.clause("SEC-04", "SEC-05")
def test_no_frame_of_an_earlier_session_holds_in_the_next() -> None:
    wire = Wire().live()
    old = wire.frame(event(1))
    assert wire.login(nonce=6).result is Result.OK
    assert result_of(wire.give(old)) is Result.BAD_TAG
    assert not wire.told(RecordsArrived)


@pytest.mark.clause("FRM-09", "ACK-01", "FRM-31")
def test_answers_echo_the_sequence_and_the_platform_counts_its_own_from_0_through_a_second_login() -> None:
    wire = Wire()
    numbers = []
    for nonce in (5, 6):
        wire.sequence += 100
        login = Login(suite=wire.suite, boot_counter=1, nonce=nonce, oldest=1, following=1)
        asked = wire.frame(login, key=KEY)
        (answer,) = wire.give(asked)
        assert isinstance(answer.message(), LoginAck)
        assert answer.message().answers == asked.sequence  # type: ignore[union-attr]
        numbers.append(answer.sequence)
    assert numbers == [0, 1]


@pytest.mark.clause("TIM-05")
def test_a_time_request_is_answered_with_the_time_it_is_answered_at() -> None:
    wire = Wire().live()
    request = wire.frame(TimeRequest())
    for seconds in (0, 7):
        wire.wait(seconds)
        (answer,) = wire.give(request)
        time = answer.message()
        assert time.title == "TIME"  # type: ignore[union-attr]
        assert (time.answers, time.now) == (request.sequence, START + seconds * 1_000_000)  # type: ignore[union-attr]
        assert answer.tag_holds(wire.suite, wire.key)


@pytest.mark.clause("SES-26")
@pytest.mark.parametrize("name", ["heartbeat", "status_idle", "status_welding", "ack_timeout", "link_grace"])
def test_no_parameter_of_login_ack_can_be_out_of_its_range(name: str) -> None:
    parameter = by_name[name]
    assert parameter.low is not None
    assert parameter.high is not None
    for within in (parameter.low, parameter.high):
        ack = Wire(parameters=SessionParameters(**as_given({name: within}))).login()
        assert getattr(ack, name) == within
    for outside in (parameter.low - 1, parameter.high + 1):
        with pytest.raises(ParameterRefused, match=f"{name}.*{parameter.low} to {parameter.high}"):
            SessionParameters(**as_given({name: outside}))


def as_given(values: dict[str, int]) -> dict[str, Any]:
    return dict(values)


@pytest.mark.clause("SES-26")
def test_a_policy_that_is_none_and_a_window_that_is_too_long_are_refused_too() -> None:
    assert Wire(parameters=SessionParameters(policy=OfflinePolicy.HOLD_SESSION)).login().policy == 1
    with pytest.raises(ParameterRefused, match="policy"):
        SessionParameters(policy=9)  # type: ignore[arg-type]
    with pytest.raises(ParameterRefused, match="accept_window"):
        SessionParameters(accept_window=61)


def test_another_terminal_on_the_same_connection_ends_the_session_of_the_first() -> None:
    book = Book()
    book.entries[OTHER] = TerminalEntry(OTHER, KEY, "E", registered=True)
    wire = Wire(book).live()
    first = wire.frame(event(1))
    wire.terminal = OTHER
    login = Login(suite=wire.suite, boot_counter=1, nonce=5, oldest=1, following=1)
    wire.give(first, wire.frame(login, key=KEY))
    happened = list(wire.events())
    assert [(type(e), e.terminal) for e in happened if hasattr(e, "terminal")] == [
        (RecordsArrived, TERMINAL),
        (WentOffline, TERMINAL),
        (LoggedIn, OTHER),
    ]
    wire.session.stimulate(next(stored(e) for e in happened if isinstance(e, RecordsArrived)), wire.now)
    assert wire.sent() == []


@pytest.mark.clause("FRM-08", "FRM-11")
def test_noise_is_dropped_without_an_answer() -> None:
    wire = Wire().live()
    wrong = bytearray(wire.frame(event(1)).encode())
    wrong[-1] ^= 1
    wire.session.receive_data(bytes(wrong) + b"WTWT", wire.now)
    assert wire.sent() == []
    wire.wait(3)
    assert result_of(wire.say(Heartbeat(oldest=1))) is Result.OK
