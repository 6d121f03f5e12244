"""What happens to machine and module and is an event of its own (EVT, LCK-17, REP-13)."""

import pytest

from protocol_spec.codes import Capability, CoordinateSystem, EventCode, LockState, Result, Severity, Supply
from protocol_spec.instant import HOUR, MINUTE, S
from protocol_spec.kinds import ABSENT_U16, FAULT_I16, FAULT_POSITION, FAULT_U16, NO_POSITION
from protocol_spec.messages import EventRecord, ParamSet
from protocol_spec.parameters import by_name
from simulator.terminal.note import Note

from .bench import Bench, profile_of


def told(bench: Bench, *codes: EventCode) -> list[EventRecord]:
    """Each record once, in order of number."""
    events = {sent.message.record: sent.message for sent in bench.of(EventRecord) if sent.message.event in codes}
    return [events[number] for number in sorted(events)]


def put(bench: Bench, **values: int) -> None:
    items = tuple(by_name[name].item(value) for name, value in values.items())
    bench.ask(ParamSet(command=bench.next_command(), items=items))


# ---- gas and heat ----------------------------------------------------------------------------------------------------

ALARMS = [
    ("gas", 1, 0, EventCode.GAS, EventCode.GAS_CLEARED),
    ("temperature", 760, 300, EventCode.OVER_TEMPERATURE, EventCode.TEMPERATURE_CLEARED),
]


@pytest.mark.clause("EVT-08", "EVT-01")
@pytest.mark.parametrize("unlocked", [False, True], ids=["locked", "unlocked"])
@pytest.mark.parametrize(("what", "on", "off", "comes", "goes"), ALARMS)
def test_gas_and_heat_are_events_when_they_come_and_when_they_go_locked_or_not(
    what: str, on: int, off: int, comes: EventCode, goes: EventCode, unlocked: bool
) -> None:
    bench = Bench()
    if unlocked:
        bench.unlocked()
    bench.advance(10 * S)
    bench.do(what, on)
    came = bench.now
    bench.advance(20 * S)
    bench.do(what, on)
    bench.do(what, off)
    went = bench.now
    bench.advance(20 * S)
    assert [event.event for event in told(bench, comes, goes)] == [comes, goes]
    begun, over = bench.alarms(comes)[0], bench.alarms(goes)[0]
    assert (begun.at, over.at) == (came, went)
    assert (begun.message.severity, over.message.severity) == (Severity.ALARM, Severity.INFO)
    assert begun.frame.wants_ack
    assert over.frame.wants_ack
    if what == "temperature":
        assert (begun.message.value, over.message.value) == (on, off)


@pytest.mark.clause("EVT-08")
def test_a_second_alarm_is_a_second_event() -> None:
    bench = Bench()
    for _ in range(3):
        bench.do("gas")
        bench.advance(S)
        bench.do("gas", False)
        bench.advance(S)
    assert len(told(bench, EventCode.GAS)) == len(told(bench, EventCode.GAS_CLEARED)) == 3


# ---- cover and SIM ---------------------------------------------------------------------------------------------------


@pytest.mark.clause("EVT-03")
@pytest.mark.parametrize("closed_again", [False, True])
def test_a_cover_that_was_opened_without_power_is_an_event_at_the_next_power_up(closed_again: bool) -> None:
    bench = Bench()
    bench.advance(S)
    bench.do("switch-off")
    bench.advance(10 * S)
    bench.do("cover")
    if closed_again:
        bench.do("cover", False)
    bench.advance(HOUR)
    assert not bench.alarms(EventCode.COVER_OPENED)
    bench.do("switch-on")
    bench.advance(10 * S)
    (opened,) = told(bench, EventCode.COVER_OPENED)
    (power_up,) = [event for event in told(bench, EventCode.POWER_UP) if event.value == 2]
    assert opened.record > power_up.record
    assert len(told(bench, EventCode.COVER_CLOSED)) == closed_again


def test_a_cover_that_was_closed_without_power_is_an_event_too() -> None:
    bench = Bench()
    bench.do("cover")
    bench.do("switch-off")
    bench.advance(10 * S)
    bench.do("cover", False)
    bench.do("switch-on")
    bench.advance(10 * S)
    assert len(told(bench, EventCode.COVER_OPENED)) == len(told(bench, EventCode.COVER_CLOSED)) == 1


@pytest.mark.clause("EVT-06")
def test_another_sim_card_is_an_event_once_and_the_same_one_is_none() -> None:
    bench = Bench()
    bench.power_cut(as_json=True)
    bench.advance(10 * S)
    assert not told(bench, EventCode.SIM_CHANGED)
    bench.profile = profile_of(iccid="89860000000000099999")
    for _ in range(2):
        bench.power_cut(as_json=True)
        bench.advance(10 * S)
    (event,) = told(bench, EventCode.SIM_CHANGED)
    power_up = next(event for event in told(bench, EventCode.POWER_UP) if event.value == 3)
    assert event.record == power_up.record + 1, "EVT-04: the power-up comes first"


@pytest.mark.clause("EVT-04")
@pytest.mark.parametrize("what", ["nothing", "a session", "a SIM card", "a cover"])
def test_the_first_record_after_power_up_is_power_up_whatever_there_is_to_tell(what: str) -> None:
    bench = Bench()
    if what == "a session":
        bench.unlocked()
    if what == "a cover":
        bench.do("cover")
    if what == "a SIM card":
        bench.profile = profile_of(iccid="89860000000000099999")
    first = bench.terminal.flash.store.following
    bench.power_cut(as_json=True)
    bench.advance(10 * S)
    (record,) = {message.encode(): message for message in bench.held[first]}.values()
    assert isinstance(record, EventRecord)
    assert (record.event, record.value) == (EventCode.POWER_UP, 2)


# ---- unlocked for too long, or for nothing ---------------------------------------------------------------------------


@pytest.mark.clause("LCK-17")
def test_unlocked_for_the_time_long_on_is_an_event_once_and_renewals_do_not_count_anew() -> None:
    bench = Bench()
    put(bench, long_on=3600, no_current=86_400)
    bench.unlocked(idle=36_000, lasts=10 * HOUR)
    began = bench.now
    bench.advance(50 * MINUTE)
    bench.unlocked(idle=36_000, lasts=10 * HOUR)
    bench.advance(9 * MINUTE)
    assert not bench.alarms(EventCode.LONG_ON)
    bench.advance(3 * HOUR)
    (event,) = bench.alarms(EventCode.LONG_ON)
    assert HOUR - S <= event.at - began <= HOUR
    assert event.message.value == 60
    assert bench.relay_closed, "LCK-17 asks for an event, not for a lock"
    bench.lock()
    bench.advance(S)
    bench.unlocked(idle=36_000, lasts=10 * HOUR)
    bench.advance(61 * MINUTE)
    assert len(told(bench, EventCode.LONG_ON)) == 2


@pytest.mark.clause("EVT-07")
def test_unlocked_for_the_time_no_current_without_any_is_an_event() -> None:
    bench = Bench()
    put(bench, no_current=300)
    bench.unlocked(idle=3600)
    began = bench.now
    bench.advance(10 * MINUTE)
    (event,) = bench.alarms(EventCode.NO_CURRENT)
    assert 300 * S - S <= event.at - began <= 300 * S
    assert event.message.value == 5


@pytest.mark.clause("EVT-07")
def test_a_current_meanwhile_and_a_lock_before_make_it_none() -> None:
    bench = Bench()
    put(bench, no_current=300)
    bench.unlocked(idle=3600)
    bench.advance(100 * S)
    bench.do("trigger")
    bench.advance(S)
    bench.do("trigger", False)
    bench.advance(20 * MINUTE)
    bench.lock()
    bench.advance(S)
    bench.unlocked(idle=3600)
    bench.advance(200 * S)
    bench.lock()
    bench.advance(10 * MINUTE)
    assert not bench.alarms(EventCode.NO_CURRENT)


# ---- bypass ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("EVT-09")
@pytest.mark.parametrize(("pause", "episodes"), [(2, 1), (9, 1), (11, 3)])
def test_an_episode_of_current_while_locked_ends_when_there_was_none_for_ten_seconds(pause: int, episodes: int) -> None:
    bench = Bench()
    bench.do("shunt")
    for _ in range(3):
        bench.do("trigger")
        bench.advance(5 * S)
        bench.do("trigger", False)
        bench.advance(pause * S)
    bench.advance(20 * S)
    assert len(bench.alarms(EventCode.BYPASS)) == episodes
    assert len(bench.alarms(EventCode.BYPASS_CLEARED)) == episodes


# ---- sensors and position --------------------------------------------------------------------------------------------


@pytest.mark.clause("EVT-10")
def test_a_sensor_that_fails_is_an_event_and_its_field_is_sent_as_faulty() -> None:
    bench = Bench(status_idle=5)
    bench.advance(S)
    broken = Capability.TEMPERATURE | Capability.MAINS_CURRENT
    bench.do("sensor-fault", int(broken))
    bench.advance(10 * S)
    assert [event.value for event in told(bench, EventCode.SENSOR_FAULT)] == [
        int(Capability.MAINS_CURRENT),
        int(Capability.TEMPERATURE),
    ]
    assert (bench.status().temperature, bench.status().mains_current) == (FAULT_I16, FAULT_U16)
    assert bench.status().latitude == bench.profile.latitude
    bench.do("sensor-fault", int(broken | Capability.POSITION))
    bench.advance(10 * S)
    assert len(told(bench, EventCode.SENSOR_FAULT)) == 3, "only the one that failed now"
    assert (bench.status().latitude, bench.status().longitude) == (FAULT_POSITION, FAULT_POSITION)
    bench.do("sensor-fault", 0)
    bench.advance(10 * S)
    assert bench.status().temperature == 250
    assert len(told(bench, EventCode.SENSOR_FAULT)) == 3


@pytest.mark.clause("REP-04", "EVT-10")
def test_a_sensor_that_is_not_there_cannot_fail() -> None:
    bench = Bench(status_idle=5)
    bench.do("sensor-fault", int(Capability.ARC_CURRENT | Capability.ARC_VOLTAGE))
    bench.advance(10 * S)
    assert not told(bench, EventCode.SENSOR_FAULT)
    assert bench.status().arc_current == ABSENT_U16


@pytest.mark.clause("REP-13")
def test_without_a_fix_status_says_so_and_gives_no_position() -> None:
    bench = Bench(status_idle=5)
    bench.do("fix", False)
    bench.advance(10 * S)
    assert (bench.status().coordinates, bench.status().latitude, bench.status().longitude) == (
        CoordinateSystem.NO_FIX,
        NO_POSITION,
        NO_POSITION,
    )
    bench.do("fix")
    bench.advance(10 * S)
    assert bench.status().coordinates is CoordinateSystem.WGS84
    assert (bench.status().latitude, bench.status().longitude) == (bench.profile.latitude, bench.profile.longitude)


# ---- the supply ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("EVT-05", "EVT-01")
@pytest.mark.parametrize("backup", [True, False])
def test_with_a_backup_supply_the_last_word_is_sent_at_once_and_once(backup: bool) -> None:
    profile = profile_of()
    capability = profile.capability | Capability.BACKUP_SUPPLY if backup else profile.capability
    bench = Bench(profile=profile_of(capability=capability))
    bench.advance(MINUTE)
    cut = bench.now
    bench.do("mains", False)
    bench.advance(3 * S)
    gasps = told(bench, EventCode.LAST_GASP)
    assert [(event.severity, event.value) for event in gasps] == [(Severity.WARNING, 5_000)] * backup
    sent = [sent.at for sent in bench.of(EventRecord) if sent.message.event is EventCode.LAST_GASP]
    assert sent == [cut] * backup
    bench.do("mains", True)
    bench.advance(S)
    assert len(told(bench, EventCode.LAST_GASP)) == backup


def test_without_the_mains_nothing_burns_and_status_says_what_feeds_the_module() -> None:
    profile = profile_of()
    bench = Bench(profile=profile_of(capability=profile.capability | Capability.BACKUP_SUPPLY))
    bench.unlocked()
    bench.do("trigger")
    bench.advance(2 * S)
    assert bench.status().supply is Supply.MAINS
    assert bench.terminal.plant.burning
    bench.do("mains", False)
    bench.advance(MINUTE + S)
    assert not bench.terminal.plant.burning
    assert bench.status().supply is Supply.BACKUP


@pytest.mark.clause("LCK-20")
def test_a_relay_fault_lasts_until_the_next_power_up() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("weld-contact")
    bench.lock()
    bench.advance(2 * S)
    bench.do("weld-contact", False)
    bench.pull_cable()
    bench.reconnect()
    command = bench.unlock()
    bench.advance(S)
    assert bench.results(command)[-1].result is Result.RELAY_FAULT
    assert bench.status().lock is LockState.FAULT
    bench.power_cut(as_json=True)
    bench.unlock()
    bench.advance(S)
    assert bench.relay_closed


def test_a_stimulus_nobody_knows_is_our_error() -> None:
    bench = Bench()
    with pytest.raises(ValueError, match="earthquake"):
        bench.do("earthquake")
    assert not [event for _, event in bench.events if isinstance(event, Note) and event.what == "off"]
