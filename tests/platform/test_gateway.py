"""Sub-terminals behind a gateway: sessions inside a session."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from protocol_spec.codes import EndReason, Flag, LineState, LogoutReason, Result
from protocol_spec.endpoint import Discarded, LinkWanted
from protocol_spec.frame import HEADER_SIZE, Frame, read_frame
from protocol_spec.message import MAX_BODY
from protocol_spec.messages import GatewayDown, GatewayUp, Heartbeat, Lock, Logout, SubLink
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.happenings import BehindGateway, LoggedIn, RecordsArrived, WentOffline
from reference_platform.platform import Connection, Platform
from reference_platform.registry import TerminalEntry
from reference_platform.sub_terminals import SubTerminals
from tests.platform.wire import KEY, OTHER, START, TERMINAL, Book, Wire, event, result_of

THIRD = "9999010000000003"


class Behind(Wire):
    """A sub-terminal: what it gives goes through the gateway's envelope, and what it gets comes out of one."""

    def __init__(self, gateway: Wire, terminal: str = OTHER) -> None:
        self.gateway = gateway
        super().__init__(gateway.book, terminal=terminal)

    def give(self, *frames: Frame) -> list[Frame]:
        envelope = GatewayUp.around([frame.encode() for frame in frames])
        return self.opened(self.gateway.give(self.gateway.frame(envelope, Flag.NONE)))

    def opened(self, frames: list[Frame]) -> list[Frame]:
        return [inner for inner in opened(frames, self.gateway) if inner.terminal == self.terminal]


def opened(frames: list[Frame], gateway: Wire) -> Iterator[Frame]:
    for frame in frames:
        assert frame.tag_holds(gateway.suite, gateway.key)
        envelope = frame.message()
        assert isinstance(envelope, GatewayDown)
        for data in envelope.opened():
            inner = read_frame(data)
            assert inner is not None
            yield inner


@pytest.fixture
def gateway() -> Wire:
    book = Book()
    for terminal in (OTHER, THIRD):
        book.entries[terminal] = TerminalEntry(terminal, b"k" * 16, "E", registered=True)
    return Wire(book).live()


def inside(gateway: Wire) -> list[tuple[str, object]]:
    return [(one.terminal, one.event) for one in gateway.told(BehindGateway)]


@pytest.mark.clause("GWY-06")
def test_a_sub_terminal_logs_in_with_its_own_key_and_has_a_session_of_its_own(gateway: Wire) -> None:
    sub = Behind(gateway)
    assert sub.login(key=b"k" * 16).result is Result.OK
    assert sub.key != gateway.key
    assert inside(gateway) == [(OTHER, LoggedIn(OTHER, 1))]
    assert result_of(sub.say(Heartbeat(oldest=1))) is Result.OK
    gateway.check_replay()


@pytest.mark.clause("GWY-06")
def test_the_failure_of_one_disturbs_neither_the_gateway_nor_another(gateway: Wire) -> None:
    good, bad = Behind(gateway, OTHER), Behind(gateway, THIRD)
    assert good.login(key=b"k" * 16).result is Result.OK
    assert bad.login(key=b"x" * 16).result is Result.BAD_TAG
    forged = bad.frame(event(1), key=gateway.key)
    beat = good.frame(Heartbeat(oldest=1))
    answers = list(opened(gateway.give(gateway.frame(GatewayUp.around([forged.encode(), beat.encode()]))), gateway))
    assert [(one.terminal, one.message().result) for one in answers] == [  # type: ignore[union-attr]
        (OTHER, Result.OK),
        (THIRD, Result.NOT_LOGGED_IN),
    ]
    assert result_of(gateway.say(Heartbeat(oldest=1))) is Result.OK


def test_records_of_a_sub_terminal_are_answered_through_its_gateway(gateway: Wire) -> None:
    sub = Behind(gateway)
    sub.login(key=b"k" * 16)
    sub.say(event(1))
    arrived = next(one for _, one in inside(gateway) if isinstance(one, RecordsArrived))
    answers = sub.opened(gateway.order("stored", token=arrived.token, watermark=1, through=OTHER))
    assert result_of(answers) is Result.OK
    gateway.check_replay()


@pytest.mark.clause("GWY-04", "GWY-10")
@pytest.mark.parametrize("wrong", ["empty", "no frame", "nested"])
def test_an_envelope_that_is_wrong_is_refused_whole(gateway: Wire, wrong: str) -> None:
    sub = Behind(gateway)
    good = sub.frame(event(1)).encode()
    nested = gateway.frame(GatewayUp.around([good]), Flag.NONE, key=b"").encode()
    envelope = GatewayUp.around({"empty": [], "no frame": [good, b"nothing at all"], "nested": [good, nested]}[wrong])
    assert result_of(gateway.say(envelope, Flag.NONE)) is Result.MALFORMED
    assert inside(gateway) == []


class Talker:
    """A sub-terminal's session that has frames of these sizes to send, the CRC not counted."""

    def __init__(self, *sizes: int) -> None:
        self._frames = [Frame(0x90, OTHER, 0, bytes(size - HEADER_SIZE)).encode() for size in sizes]

    def data_to_send(self) -> list[bytes]:
        frames, self._frames = self._frames, []
        return frames

    def next_event(self) -> None:
        return None

    def link_up(self, now: int) -> None:
        pass

    def receive_data(self, data: bytes, now: int) -> None:
        pass


@pytest.mark.clause("GWY-12")
def test_a_frame_that_is_too_long_for_a_gateway_does_not_leave_and_is_told(gateway: Wire) -> None:
    subs = SubTerminals(lambda: Talker(400, 1001, 1000, 1002, 400))  # type: ignore[arg-type,return-value]
    subs.carry([gateway.frame(Heartbeat(oldest=1)).encode()], START)
    sizes = [[len(row.frame) for row in envelope.frames] for envelope in subs.envelopes()]
    assert sizes == [[400], [1000], [400]]
    assert [one.clause for one in subs.take_events() if isinstance(one, Discarded)] == ["GWY-12", "GWY-12"]


@pytest.mark.clause("GWY-08")
@pytest.mark.parametrize("how", ["link", "silence", "logout"])
def test_when_a_gateway_goes_all_its_sub_terminals_are_offline(gateway: Wire, how: str) -> None:
    for terminal in (OTHER, THIRD):
        assert Behind(gateway, terminal).login(key=b"k" * 16).result is Result.OK
    list(gateway.events())
    if how == "link":
        gateway.session.link_down(gateway.now)
    elif how == "silence":
        gateway.wait(181)
    else:
        gateway.say(Logout(reason=LogoutReason.SERVICE, following=1))
    offline = [terminal for terminal, one in inside(gateway) if isinstance(one, WentOffline)]
    assert offline == [OTHER, THIRD]


def test_a_line_that_is_down_takes_its_sub_terminal_and_no_other(gateway: Wire) -> None:
    for terminal in (OTHER, THIRD):
        Behind(gateway, terminal).login(key=b"k" * 16)
    list(gateway.events())
    for state in (LineState.DOWN, LineState.UP):
        assert result_of(gateway.say(SubLink(terminal=OTHER, state=state, signal=70))) is Result.OK
    assert inside(gateway) == [(OTHER, WentOffline(OTHER, "link down"))]
    again = Behind(gateway, OTHER)
    assert again.login(nonce=6, key=b"k" * 16).result is Result.OK


def test_a_silent_sub_terminal_is_offline_by_itself(gateway: Wire) -> None:
    Behind(gateway).login(key=b"k" * 16)
    for _ in range(4):
        gateway.wait(46)
        gateway.say(Heartbeat(oldest=1))
    happened = list(gateway.events())
    assert BehindGateway(OTHER, WentOffline(OTHER, "silent")) in happened
    assert LinkWanted(False) not in happened
    gateway.check_replay()


@pytest.mark.clause("GWY-09")
def test_envelopes_ask_for_no_answer_and_never_outgrow_a_frame(gateway: Wire) -> None:
    terminals = [f"99990100000{number:05d}" for number in range(100, 160)]
    beats = [replace(gateway.frame(Heartbeat(oldest=1), key=b""), terminal=terminal) for terminal in terminals]
    answers: list[Frame] = []
    for some in (beats[:15], beats[15:30], beats[30:45], beats[45:]):
        answers += gateway.give(gateway.frame(GatewayUp.around([frame.encode() for frame in some])))
    assert not any(frame.wants_ack for frame in answers)
    assert all(len(frame.body) <= MAX_BODY for frame in answers)
    assert [inner.terminal for inner in opened(answers, gateway)] == terminals


class County:
    """Two gateways on one platform."""

    def __init__(self) -> None:
        store = SqliteStore()
        for terminal in (TERMINAL, OTHER, THIRD):
            store.save_terminal(TerminalEntry(terminal, KEY, "E", registered=True))
        self.platform = Platform(store, lambda: 7)

    def gateway(self, terminal: str) -> Wire:
        connection = self.platform.accept()
        wire = Joined(self.platform, connection, terminal)
        assert wire.login().result is Result.OK
        return wire


class Joined(Wire):
    """A wire whose session is the platform's, its events handed over at once."""

    def __init__(self, platform: Platform, connection: Connection, terminal: str) -> None:
        super().__init__(terminal=terminal)
        self.platform, self.connection = platform, connection
        self.session = connection.session  # type: ignore[assignment]
        self.session.link_up(self.now)
        connection.stimulate = lambda stimulus: self.session.stimulate(stimulus, self.now)

    def sent(self) -> list[Frame]:
        for told in self.events():
            self.platform.on_event(self.connection, told, self.now)
        return super().sent()


@pytest.mark.clause("GWY-07")
def test_a_sub_terminal_moves_to_the_gateway_it_logged_in_through_last() -> None:
    county = County()
    first, second = county.gateway(TERMINAL), county.gateway(THIRD)
    old = Behind(first, OTHER)
    assert old.login().result is Result.OK
    new = Behind(second, OTHER)
    assert new.login(nonce=6).result is Result.OK
    assert county.platform.is_online(OTHER)
    assert county.platform.is_online(TERMINAL)
    assert result_of(old.say(Heartbeat(oldest=1))) is Result.NOT_LOGGED_IN
    assert result_of(new.say(Heartbeat(oldest=1))) is Result.OK
    assert result_of(first.say(Heartbeat(oldest=1))) is Result.OK
    assert county.platform.lock(OTHER, EndReason.PLATFORM, START)
    assert first.sent() == []
    (locked,) = new.opened(second.sent())
    assert isinstance(locked.message(), Lock)


@pytest.mark.clause("GWY-08", "GWY-06")
def test_the_platform_knows_who_is_online_behind_whom_and_stores_what_they_send() -> None:
    county = County()
    gateway = county.gateway(TERMINAL)
    sub = Behind(gateway, OTHER)
    sub.login()
    assert result_of(sub.say(event(1))) is Result.OK
    assert [record.record for record in county.platform.storage.records_of(OTHER)] == [1]  # type: ignore[attr-defined]
    gateway.session.link_down(START)
    gateway.sent()
    assert not county.platform.is_online(OTHER)
    assert not county.platform.is_online(TERMINAL)
