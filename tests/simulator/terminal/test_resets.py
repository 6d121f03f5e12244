"""Resets and cuts of the supply within one object: the machine goes on, the firmware is new, the relay is open."""

import pytest

from protocol_spec.codes import Capability, EndReason, EventCode, ResetCause, Result, Subject
from protocol_spec.endpoint import LinkWanted, Stimulus
from protocol_spec.instant import MINUTE, MS, S
from protocol_spec.messages import CommandResult, Diagnosis, EventRecord, Query

from .bench import Bench, profile_of

HAS_A_BACKUP = {"profile": profile_of(capability=profile_of().capability | Capability.BACKUP_SUPPLY)}


@pytest.mark.clause("LCK-01")
@pytest.mark.parametrize("cause", ["WATCHDOG", "BROWN_OUT"])
def test_a_reset_in_mid_weld_opens_the_relay_at_once_and_powers_up_locked(cause: str) -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    bench.do("reset", cause)
    assert not bench.relay_closed
    assert not bench.terminal.plant.burning
    bench.advance(30 * S)
    assert not bench.relay_closed
    assert bench.summary().reason is EndReason.POWER_LOST
    assert abs(bench.summary().arc_millis - 5_000) <= 1_000


@pytest.mark.clause("EVT-04")
def test_a_reset_counts_as_a_power_up_and_is_said_with_its_cause() -> None:
    bench = Bench()
    bench.advance(5 * S)
    boots = bench.terminal.flash.boot_counter
    bench.do("reset", "WATCHDOG")
    bench.advance(10 * S)
    assert bench.alarms(EventCode.POWER_UP)[-1].message.value == boots + 1
    bench.ask(Query(subject=Subject.DIAGNOSIS))
    bench.advance(S)
    assert bench.messages(Diagnosis)[-1].cause is ResetCause.WATCHDOG


def test_a_reset_in_mid_command_answers_nothing_of_the_session_before() -> None:
    bench = Bench()
    bench.advance(5 * S)
    bench.unlock()
    bench.advance(100 * MS)
    assert bench.relay_closed
    bench.do("reset")
    bench.advance(10 * S)
    assert not bench.relay_closed
    assert not bench.notes("unlocked")


@pytest.mark.parametrize("kind", ["reset", "power-cut"])
def test_what_was_about_to_leave_is_gone_and_the_link_is_wanted_down(kind: str) -> None:
    bench = Bench()
    bench.advance(5 * S)
    bench.terminal.conversation.outgoing.append(b"half a thought")
    bench.terminal.stimulate(Stimulus(kind), bench.now)
    assert bench.terminal.data_to_send() == []
    wanted = []
    while (event := bench.terminal.next_event()) is not None:
        wanted += [event.up] if isinstance(event, LinkWanted) else []
    assert wanted == ([False, True] if kind == "reset" else [False])


@pytest.mark.clause("EVT-05")
def test_without_a_backup_supply_it_is_dark_at_once_and_with_one_after_a_last_word() -> None:
    plain, backed = Bench(), Bench(**HAS_A_BACKUP)
    for bench in (plain, backed):
        bench.unlocked()
        bench.do("power-cut")
    assert (plain.terminal.powered, backed.terminal.powered) == (False, True)
    assert not plain.relay_closed
    backed.advance(MS)
    assert [event.message.value for event in backed.alarms(EventCode.LAST_GASP)] == [5_000]
    backed.advance(5 * S)
    assert not backed.terminal.powered
    assert not backed.relay_closed
    backed.do("switch-on")
    backed.advance(10 * S)
    assert backed.terminal.powered
    assert backed.terminal.plant.mains


def test_a_supply_that_is_back_before_the_backup_is_empty_resets_nothing() -> None:
    bench = Bench(**HAS_A_BACKUP)
    bench.unlocked()
    boots = bench.terminal.flash.boot_counter
    bench.do("power-cut")
    bench.advance(4 * S)
    bench.do("switch-on")
    bench.advance(20 * S)
    assert bench.terminal.flash.boot_counter == boots
    assert bench.relay_closed


def test_nothing_reaches_a_module_without_power_and_no_timer_is_asked_for() -> None:
    bench = Bench()
    bench.do("power-cut")
    bench.do("reset")
    bench.do("power-cut")
    assert bench.terminal.next_timer() is None
    assert not bench.terminal.powered
    bench.do("switch-on")
    assert bench.terminal.powered


@pytest.mark.clause("EVT-06")
def test_another_card_is_noticed_at_the_next_power_up() -> None:
    bench = Bench()
    bench.advance(5 * S)
    bench.do("power-cut")
    bench.do("sim", "89860000000000009999")
    bench.advance(20 * S)
    bench.do("switch-on")
    bench.advance(10 * S)
    assert len(bench.alarms(EventCode.SIM_CHANGED)) == 1


@pytest.mark.clause("BKF-03", "BKF-10")
def test_a_full_flash_gives_up_telemetry_and_says_so() -> None:
    bench = Bench(status_idle=5)
    bench.advance(5 * S)
    bench.do("flash-full", 6)
    bench.acks = False
    bench.advance(5 * MINUTE)
    store = bench.terminal.flash.store
    assert store.dropped > 10
    assert sum(isinstance(stored.record, EventRecord) for stored in store) >= 1
    assert any(
        isinstance(stored.record, EventRecord) and stored.record.event is EventCode.STORE_OVERFLOW for stored in store
    )
    bench.do("flash-full", 0)
    assert store.capacity == bench.profile.store_records


def test_an_unlock_after_a_reset_is_obeyed_as_ever() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("reset")
    bench.advance(10 * S)
    bench.unlock()
    bench.advance(S)
    assert bench.relay_closed
    assert bench.messages(CommandResult)[-1].result is Result.OK


def test_a_cause_that_is_none_is_answered_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="called 'gremlins'; there are: POWER, COMMAND, WATCHDOG"):
        Bench().do("reset", "gremlins")
