"""A grant that is no longer allowed is ended, whenever that is and however the platform comes to know."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from protocol_spec.codes import ClockState, CoordinateSystem, Flag, LockState, RelayState, Supply
from protocol_spec.endpoint import Stimulus
from protocol_spec.ident import qr_payload
from protocol_spec.instant import HOUR, S
from protocol_spec.message import Message
from protocol_spec.messages import Heartbeat, Lock, ParamSet, Status, Unlock
from reference_platform.decision import Scan
from reference_platform.demo import demo_token, fill_demo
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.grants import Grant
from reference_platform.platform import GrantPolicy, Platform
from reference_platform.registry import TerminalEntry
from reference_platform.session_parameters import ParameterRefused
from tests.platform.test_session_orders import done
from tests.platform.wire import KEY, START, TERMINAL, Wire

ENTERPRISE = "91410199MACFM8MD0A"


class Site:
    """One machine of the demonstration county. Its terminal's session is the platform's, time is played by hand."""

    def __init__(self) -> None:
        store = SqliteStore()
        fill_demo(store, START)
        store.save_terminal(TerminalEntry(TERMINAL, KEY, ENTERPRISE, registered=True))
        self.platform = Platform(store, lambda: 7, policy=GrantPolicy(longest=24 * HOUR))
        self.now = START
        self.connect()

    def connect(self, nonce: int = 5) -> list[Message]:
        connection = self.platform.accept()
        session, wire = connection.session, Wire()
        wire.session, wire.now = session, self.now  # type: ignore[assignment]
        session.link_up(self.now)
        connection.stimulate = lambda stimulus: session.stimulate(stimulus, self.now)
        self.connection, self.wire = connection, wire
        wire.login(nonce=nonce)
        return self.settle()

    def settle(self) -> list[Message]:
        """What the platform wants to say now."""
        for event in self.wire.events():
            self.platform.on_event(self.connection, event, self.now)
        messages = [frame.message() for frame in self.wire.sent()]
        return [message for message in messages if isinstance(message, Message)]

    def wait(self, seconds: int) -> list[Message]:
        """The terminal beats meanwhile, so that it stays online."""
        said: list[Message] = []
        until = self.now + seconds * S
        while self.now < until:
            due = self.wire.session.next_timer()
            self.now = min(until, self.now + 60 * S, until if due is None else max(due, self.now))
            self.wire.session.handle_timer(self.now)
            beat = self.wire.frame(Heartbeat(oldest=1), Flag.NONE)
            self.wire.session.receive_data(beat.encode(), self.now)
            said += self.settle()
        return said

    def scan(self) -> Grant:
        machine = self.platform.registry.machines[1]
        scan = Scan(qr_payload(1), demo_token("W-0001"), 1, machine.latitude, machine.longitude)
        grant = self.platform.scan(scan, self.now)[2]
        assert grant is not None
        return grant

    def unlock(self) -> Unlock:
        """Scanned, sent, and answered by a relay that closed."""
        self.scan()
        for event in self.wire.events():
            self.platform.on_event(self.connection, event, self.now)
        (frame,) = self.wire.sent()
        unlock = frame.message()
        assert isinstance(unlock, Unlock)
        self.say(done(frame, unlock.command))
        return unlock

    def say(self, message: Message) -> list[Message]:
        self.wire.session.receive_data(self.wire.frame(message).encode(), self.now)
        return self.settle()

    def shorten_permit(self, seconds: int) -> None:
        permit = replace(self.platform.registry.permits[1], valid_until=self.now + seconds * S)
        self.platform.change_permit(permit, self.now)

    def shorten_certificate(self, seconds: int) -> None:
        worker = self.platform.registry.workers["W-0001"]
        certificates = tuple(replace(one, review_due=self.now + seconds * S) for one in worker.certificates)
        self.platform.change_worker(replace(worker, certificates=certificates), self.now)

    def revoke(self) -> None:
        worker = self.platform.registry.workers["W-0001"]
        revoked = tuple(replace(one, revoked=True) for one in worker.certificates)
        self.platform.change_worker(replace(worker, certificates=revoked), self.now)


Change = Callable[[Site, int], None]


def locks(said: list[Message]) -> list[Lock]:
    return [message for message in said if isinstance(message, Lock)]


@pytest.mark.clause("LCK-27")
@pytest.mark.parametrize("change", [Site.shorten_permit, Site.shorten_certificate])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_when_permit_or_certificate_runs_out_in_mid_grant_a_lock_is_sent_at_that_moment(
    change: Change, when: str
) -> None:
    site = Site()
    if when == "before":
        change(site, 600)
    unlock = site.unlock()
    assert unlock.grant_end == START + (600 if when == "before" else 86_400) * S
    if when == "meanwhile":
        change(site, 600)
    assert not locks(site.wait(599))
    (lock, *_) = locks(site.wait(1))
    assert lock.command == 2


@pytest.mark.clause("LCK-27")
def test_a_revoked_certificate_ends_the_grant_at_once() -> None:
    site = Site()
    site.unlock()
    site.revoke()
    assert len(locks(site.settle())) == 1


@pytest.mark.clause("LCK-27")
@pytest.mark.parametrize("change", [Site.revoke, lambda site: site.shorten_permit(600)])
def test_a_lock_that_was_due_while_the_terminal_was_away_is_sent_when_it_is_back(
    change: Callable[[Site], None],
) -> None:
    site = Site()
    site.unlock()
    site.wire.session.link_down(site.now)
    site.settle()
    change(site)
    site.now += 601 * S
    assert len(locks(site.connect(nonce=6))) == 1


def test_a_grant_that_is_over_is_not_locked_again() -> None:
    site = Site()
    grant = site.scan()
    site.platform.grants.end(TERMINAL, grant.grant, "IDLE")
    site.settle()
    site.revoke()
    assert not locks(site.settle())
    assert (grant.state, grant.result) == ("ended", "IDLE")


def test_a_change_that_leaves_the_grant_in_force_sends_nothing() -> None:
    site = Site()
    site.unlock()
    site.shorten_permit(3_600)
    site.shorten_permit(7_200)
    assert not locks(site.wait(3_700))


@pytest.mark.clause("PAR-13")
def test_an_operator_is_told_what_is_out_of_range_and_nothing_is_sent() -> None:
    site = Site()
    with pytest.raises(ParameterRefused, match=r"heartbeat 500 .*1 to 240 s"):
        site.platform.order(TERMINAL, Stimulus("parameters", {"heartbeat": 500}), site.now)
    assert site.settle() == []
    assert site.platform.order(TERMINAL, Stimulus("parameters", {"heartbeat": 30}), site.now)
    (sent,) = site.settle()
    assert isinstance(sent, ParamSet)
    with pytest.raises(ValueError, match="stored"):
        site.platform.order(TERMINAL, Stimulus("stored", {}), site.now)


def test_an_order_to_a_terminal_that_is_away_is_not_kept() -> None:
    site = Site()
    site.wire.session.link_down(site.now)
    site.settle()
    assert not site.platform.order(TERMINAL, Stimulus("query", {"subject": "STATUS"}), site.now)


def test_a_grant_whose_answer_was_lost_is_found_running_and_ended_like_any_other() -> None:
    site = Site()
    grant = site.scan()
    site.wait(60)
    assert (grant.state, grant.result) == ("refused", "NO_ANSWER")
    site.say(status(grant.grant + 1))
    assert grant.state == "refused"
    site.say(status(grant.grant))
    assert grant.state == "powered"
    site.revoke()
    assert len(locks(site.settle())) == 1


def status(grant: int) -> Status:
    return Status(
        record=grant,
        time=START,
        clock=ClockState.SYNCHRONISED,
        lock=LockState.UNLOCKED,
        relay_command=RelayState.CLOSED,
        relay_feedback=RelayState.CLOSED,
        grant=grant,
        mains_current=0,
        arc_current=0,
        arc_voltage=0,
        temperature=200,
        energy=0,
        coordinates=CoordinateSystem.NO_FIX,
        latitude=0x7FFFFFFF,
        longitude=0x7FFFFFFF,
        signal=70,
        supply=Supply.MAINS,
    )
