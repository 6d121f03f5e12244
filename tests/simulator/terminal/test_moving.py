"""To another platform, and back from where nobody lets the terminal in (PAR-09, PAR-15, PAR-16)."""

import pytest

from protocol_spec.codes import EndReason, EventCode, LogoutReason, OfflinePolicy, RebootMode, Result
from protocol_spec.endpoint import LinkWanted
from protocol_spec.frame import Frame
from protocol_spec.instant import S
from protocol_spec.messages import Item, Logout, ParamGet, ParamReport, ParamSet, Reboot, Register, Wanted
from protocol_spec.parameters import ADDRESS, by_name
from simulator.terminal import Flash
from simulator.terminal.session.move import Move
from simulator.terminal.settings.trial import STARTS

from .bench import Bench, profile_of

NEW, OTHER = "new.example:7808", "[2001:db8::7]:9000"


def put(bench: Bench, *items: Item) -> ParamReport:
    bench.ask(ParamSet(command=bench.next_command(), items=items))
    return bench.messages(ParamReport)[-1]


def move(bench: Bench, address: str = NEW) -> ParamReport:
    return put(bench, ADDRESS.item(address))


def in_force(bench: Bench) -> str:
    bench.ask(ParamGet(wanted=(Wanted(id=ADDRESS.id),)))
    (item,) = bench.messages(ParamReport)[-1].items
    value = ADDRESS.read(item.value)
    assert isinstance(value, str)
    return value


def rolled_back(bench: Bench) -> list[int]:
    """What is reported within two seconds: events wait their turn in the backlog."""
    bench.advance(2 * S)
    unique = {sent.message.record: sent.message.value for sent in bench.alarms(EventCode.ADDRESS_ROLLED_BACK)}
    return list(unique.values())


def addresses(bench: Bench) -> list[str]:
    return [address for _, address in bench.dialled]


# ---- there -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("PAR-16")
def test_an_accepted_address_is_answered_then_logged_out_for_then_dialled_at_once() -> None:
    bench = Bench()
    began = bench.now
    assert move(bench).result is Result.OK
    assert [type(sent.message) for sent in bench.sent if isinstance(sent.message, ParamReport | Logout)] == [
        ParamReport,
        Logout,
    ]
    assert bench.messages(Logout)[-1].reason is LogoutReason.MOVE
    assert bench.dialled == [(began, ""), (began, NEW)]
    wishes = [event for _, event in bench.events if isinstance(event, LinkWanted)]
    assert wishes == [LinkWanted(True), LinkWanted(False), LinkWanted(True, NEW)]
    assert bench.key is not None, "it is logged in there"
    assert in_force(bench) == NEW


@pytest.mark.clause("PAR-16")
def test_a_logout_that_is_not_answered_holds_it_up_for_one_ack_timeout_at_most() -> None:
    bench = Bench()
    bench.loses = lambda message: isinstance(message, Logout)
    move(bench)
    assert addresses(bench) == [""]
    bench.advance(5 * S)
    assert addresses(bench) == ["", NEW]


@pytest.mark.clause("PAR-09")
def test_after_a_login_there_the_old_address_is_forgotten() -> None:
    bench = Bench()
    move(bench)
    assert bench.terminal.flash.move is None
    bench.pull_cable()
    bench.advance(900 * S)
    bench.power_cut(as_json=True)
    bench.reconnect()
    assert addresses(bench)[-1] == NEW
    assert not rolled_back(bench)


@pytest.mark.clause("PAR-15")
def test_an_empty_address_leads_back_to_that_of_the_factory() -> None:
    bench = Bench()
    move(bench)
    assert move(bench, "").result is Result.OK
    assert addresses(bench) == ["", NEW, ""]
    assert in_force(bench) == ""


def test_the_address_in_force_set_again_moves_nobody() -> None:
    bench = Bench()
    for address in ("", NEW, NEW):
        assert move(bench, address).result is Result.OK
    assert addresses(bench) == ["", NEW]


@pytest.mark.clause("PAR-02")
def test_an_address_beside_a_bad_item_moves_nobody() -> None:
    bench = Bench()
    assert put(bench, ADDRESS.item(NEW), by_name["heartbeat"].item(0)).result is Result.OUT_OF_RANGE
    assert addresses(bench) == [""]


def test_a_serial_line_leads_nowhere_else() -> None:
    bench = Bench(profile=profile_of(binding="serial"))
    report = move(bench)
    assert (report.result, report.culprit) == (Result.NOT_SUPPORTED, ADDRESS.id)
    assert not bench.messages(Logout)


def test_a_move_does_not_end_the_grant_in_force() -> None:
    bench = Bench(policy=OfflinePolicy.HOLD_SESSION)
    bench.unlocked()
    move(bench)
    bench.advance(5 * S)
    assert bench.relay_closed
    assert not bench.summaries()


def test_no_platform_is_there_while_it_moves_and_a_grant_ends_with_the_grace() -> None:
    bench = Bench(link_grace=60)
    bench.unlocked()
    bench.nobody_at = {NEW}
    move(bench)
    bench.advance(62 * S)
    assert not bench.relay_closed
    bench.advance(120 * S)
    assert bench.summary().reason is EndReason.LINK_LOST


# ---- and back --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("PAR-09")
def test_an_address_where_nobody_answers_is_given_up_after_its_trial_and_reported_at_the_old_one() -> None:
    bench = Bench()
    bench.nobody_at = {NEW}
    began = bench.now
    move(bench)
    bench.advance(119 * S)
    assert set(addresses(bench)[1:]) == {NEW}
    attempts = len(addresses(bench)) - 1
    bench.advance(S)
    assert bench.dialled[-1] == (began + 120 * S, "")
    assert rolled_back(bench) == [attempts]
    assert in_force(bench) == ""


@pytest.mark.clause("PAR-09")
def test_an_address_where_logins_are_not_answered_is_given_up_too() -> None:
    bench = Bench()
    bench.answers_logins = False
    move(bench)
    bench.advance(119 * S)
    bench.answers_logins = True
    bench.advance(S)
    assert addresses(bench)[-1] == ""
    assert len(rolled_back(bench)) == 1


@pytest.mark.clause("PAR-09")
def test_refusals_of_the_new_platform_do_not_make_the_old_one_wait() -> None:
    bench = Bench()
    bench.login_result = Result.UNKNOWN_TERMINAL
    began = bench.now
    move(bench)
    bench.advance(100 * S)
    assert len(bench.notes("refused")) == 3, "and now it would wait for half an hour"
    bench.login_result = Result.OK
    bench.advance(21 * S)
    assert bench.dialled[-1] == (began + 120 * S, "")
    assert bench.key is not None


@pytest.mark.clause("SES-21")
def test_a_new_platform_that_does_not_know_it_yet_gets_a_registration() -> None:
    bench = Bench()
    bench.login_result = Result.NOT_REGISTERED
    move(bench)
    bench.login_result = Result.OK
    bench.advance(30 * S)
    assert len(bench.of(Register)) == 1
    assert bench.key is not None
    assert bench.terminal.flash.move is None


@pytest.mark.clause("PAR-09")
def test_the_trial_is_the_parameter_also_one_that_comes_with_the_address() -> None:
    bench = Bench()
    bench.nobody_at = {NEW}
    began = bench.now
    put(bench, ADDRESS.item(NEW), by_name["address_trial"].item(30))
    bench.advance(31 * S)
    assert bench.dialled[-1] == (began + 30 * S, "")


@pytest.mark.clause("PAR-09")
def test_it_returns_to_where_it_came_from_and_not_to_the_factory() -> None:
    bench = Bench()
    move(bench)
    bench.nobody_at = {OTHER}
    move(bench, OTHER)
    bench.advance(121 * S)
    assert addresses(bench)[-1] == NEW
    assert in_force(bench) == NEW


def test_two_addresses_at_once_are_one_move_and_the_way_back_is_the_first() -> None:
    bench = Bench()
    bench.nobody_at = {OTHER}
    first = ParamSet(command=bench.next_command(), items=(ADDRESS.item(NEW),))
    second = ParamSet(command=bench.next_command(), items=(ADDRESS.item(OTHER),))
    bench.feed(_both(bench, first, second))
    assert addresses(bench)[1] == OTHER
    bench.advance(121 * S)
    assert addresses(bench)[-1] == ""


def test_there_and_back_again_at_once_is_no_move() -> None:
    bench = Bench()
    there = ParamSet(command=bench.next_command(), items=(ADDRESS.item(NEW),))
    back = ParamSet(command=bench.next_command(), items=(ADDRESS.item(""),))
    bench.feed(_both(bench, there, back))
    bench.advance(10 * S)
    assert addresses(bench) == [""]
    assert bench.terminal.flash.move is None
    assert not bench.messages(Logout)


def _both(bench: Bench, *messages: ParamSet) -> bytes:
    frames: list[Frame] = [bench.frame(message) for message in messages]
    return b"".join(frame.encode() for frame in frames)


# ---- power -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("PAR-09")
def test_a_power_cut_in_mid_trial_goes_on_with_the_trial() -> None:
    bench = Bench()
    bench.nobody_at = {NEW}
    move(bench)
    bench.advance(60 * S)
    bench.power_cut(as_json=True)
    assert addresses(bench)[-1] == NEW
    began = bench.now
    bench.advance(121 * S)
    assert bench.dialled[-1] == (began + 120 * S, "")
    (attempts,) = rolled_back(bench)
    assert attempts == addresses(bench).count(NEW)


@pytest.mark.clause("PAR-09")
def test_a_terminal_that_is_switched_off_in_every_trial_returns_all_the_same() -> None:
    bench = Bench()
    bench.nobody_at = {NEW}
    move(bench)
    for _ in range(STARTS):
        bench.advance(60 * S)
        bench.power_cut(as_json=True)
        assert addresses(bench)[-1] == NEW
    bench.power_cut(as_json=True)
    assert addresses(bench)[-1] == ""
    assert len(rolled_back(bench)) == 1


def test_a_restart_that_was_ordered_with_the_move_goes_to_the_new_address() -> None:
    bench = Bench()
    messages = (
        ParamSet(command=bench.next_command(), items=(ADDRESS.item(NEW),)),
        Reboot(command=bench.next_command(), mode=RebootMode.RESTART),
    )
    bench.feed(b"".join(bench.frame(message).encode() for message in messages))
    bench.advance(10 * S)
    assert addresses(bench) == ["", NEW]
    assert bench.messages(Logout)[-1].reason is LogoutReason.REBOOT
    assert bench.terminal.flash.move is None


@pytest.mark.clause("PAR-05")
def test_a_factory_reset_returns_to_the_address_of_the_factory() -> None:
    bench = Bench()
    move(bench)
    bench.ask(Reboot(command=bench.next_command(), mode=RebootMode.FACTORY_RESET))
    bench.advance(10 * S)
    assert addresses(bench) == ["", NEW, ""]
    assert in_force(bench) == ""


def test_a_move_in_the_flash_reads_back_as_it_was() -> None:
    bench = Bench()
    bench.nobody_at = {NEW}
    move(bench)
    kept = bench.terminal.flash.move
    assert kept == Move("", attempts=1)
    assert Flash.from_json(bench.terminal.flash.as_json()).move == kept
