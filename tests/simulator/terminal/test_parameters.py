"""PARAM_SET, PARAM_GET, and what becomes of the values (PAR)."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import EventCode, OfflinePolicy, Result
from protocol_spec.instant import S
from protocol_spec.message import MAX_BODY
from protocol_spec.messages import Heartbeat, Item, Login, ParamGet, ParamReport, ParamSet, Status, Wanted
from protocol_spec.parameters import ADDRESS, PARAMETERS, by_id, by_name
from protocol_spec.parameters import Value as ParameterValue
from simulator.terminal.settings.parameters_held import of_login

from .bench import Bench, profile_of

SETTABLE = [parameter for parameter in PARAMETERS if not parameter.read_only and parameter is not ADDRESS]


def put(bench: Bench, *items: Item, command: int | None = None) -> ParamReport:
    before = len(bench.of(ParamReport))
    bench.ask(ParamSet(command=bench.next_command() if command is None else command, items=items))
    (sent,) = bench.of(ParamReport)[before:]
    report: ParamReport = sent.message
    return report


def get(bench: Bench, *numbers: int) -> ParamReport:
    bench.ask(ParamGet(wanted=tuple(Wanted(id=number) for number in numbers)))
    report: ParamReport = bench.messages(ParamReport)[-1]
    return report


def values(report: ParamReport) -> dict[int, ParameterValue | None]:
    return {item.id: by_id[item.id].read(item.value) for item in report.items}


def in_force(bench: Bench) -> dict[int, ParameterValue]:
    return {parameter.id: bench.terminal.parameters.value(parameter) for parameter in PARAMETERS}


GOOD = by_name["heartbeat"].item(33)
BAD: dict[str, tuple[Item, Result]] = {
    "a number that is none": (Item(id=0x0999, value=b"\0"), Result.NO_SUCH_PARAMETER),
    "one that is read-only": (Item(id=by_name["qr"].id, value=bytes(8)), Result.READ_ONLY),
    "bytes of another kind": (Item(id=by_name["status_idle"].id, value=b"\0"), Result.MALFORMED),
    "a value below": (by_name["status_idle"].item(0), Result.OUT_OF_RANGE),
    "a value above": (by_name["status_idle"].item(601), Result.OUT_OF_RANGE),
    "the same one again": (by_name["heartbeat"].item(34), Result.MALFORMED),
}


@pytest.mark.clause("PAR-02", "PAR-03", "PAR-14")
@pytest.mark.parametrize("name", BAD)
def test_one_bad_item_and_none_is_applied_and_the_bad_one_is_named(name: str) -> None:
    bad, why = BAD[name]
    bench = Bench()
    before = in_force(bench)
    report = put(bench, GOOD, by_name["too_hot"].item(600), bad, by_name["no_current"].item(60))
    assert (report.result, report.culprit, report.items) == (why, bad.id, ())
    assert in_force(bench) == before
    bench.power_cut(as_json=True)
    assert in_force(bench) == before


@pytest.mark.clause("PAR-03")
def test_of_two_bad_items_the_first_is_named() -> None:
    bench = Bench()
    report = put(bench, GOOD, BAD["a value above"][0], BAD["one that is read-only"][0])
    assert (report.result, report.culprit) == (Result.OUT_OF_RANGE, by_name["status_idle"].id)


@pytest.mark.clause("PAR-01", "PAR-02")
@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.data())
def test_every_parameter_can_be_set_anywhere_in_its_range_and_is_reported_as_it_was_set(data: st.DataObject) -> None:
    bench = Bench()
    chosen: dict[int, ParameterValue] = {}
    for parameter in data.draw(st.lists(st.sampled_from(SETTABLE), unique=True, min_size=1)):
        if parameter.kind.codes is not None:
            value: int = data.draw(st.sampled_from(list(parameter.kind.codes)))
        else:
            assert parameter.low is not None
            assert parameter.high is not None
            value = data.draw(st.integers(parameter.low, parameter.high))
        chosen[parameter.id] = value
    report = put(bench, *(by_id[number].item(value) for number, value in chosen.items()))
    assert report.result is Result.OK
    assert values(report) == chosen
    assert values(get(bench, *chosen)) == chosen
    assert {number: in_force(bench)[number] for number in chosen} == chosen


@pytest.mark.clause("PAR-04")
def test_what_was_answered_ok_survives_a_power_cut() -> None:
    bench = Bench()
    chosen = {"too_hot": 600, "backfill_rate": 3, "time_sync": 3600, "reconnect_cap": 77}
    assert put(bench, *(by_name[name].item(value) for name, value in chosen.items())).result is Result.OK
    bench.power_cut(as_json=True)
    assert {name: bench.terminal.parameters.number(name) for name in chosen} == chosen


@pytest.mark.clause("PAR-06")
def test_a_get_that_lists_none_asks_for_all() -> None:
    bench = Bench()
    report = get(bench)
    assert report.result is Result.OK
    assert values(report) == in_force(bench)
    assert list(values(report)) == [parameter.id for parameter in PARAMETERS]
    assert values(report)[by_name["qr"].id] == bench.identity.qr
    assert values(report)[by_name["division"].id] == bench.profile.division


@pytest.mark.clause("PAR-06")
def test_a_get_is_answered_with_what_is_in_force_and_not_with_the_default() -> None:
    bench = Bench(heartbeat=13)
    put(bench, by_name["too_hot"].item(555))
    assert values(get(bench, by_name["too_hot"].id, by_name["heartbeat"].id)) == {
        by_name["too_hot"].id: 555,
        by_name["heartbeat"].id: 13,
    }


@pytest.mark.clause("PAR-14", "PAR-03")
@pytest.mark.parametrize("wanted", [(0x0999,), (1, 0x0999, 2), (1, 0x0999, 0x0998), (0x0200, 0x0999)])
def test_a_get_of_a_parameter_that_is_none_names_it(wanted: tuple[int, ...]) -> None:
    report = get(Bench(), *wanted)
    assert (report.result, report.culprit, report.items) == (Result.NO_SUCH_PARAMETER, 0x0999, ())


@pytest.mark.clause("PAR-14", "PAR-06")
def test_a_get_of_a_read_only_parameter_or_of_one_twice_is_no_refusal() -> None:
    report = get(Bench(), by_name["qr"].id, 1, 1)
    assert (report.result, [item.id for item in report.items]) == (Result.OK, [by_name["qr"].id, 1, 1])


@pytest.mark.clause("PAR-07")
def test_parameters_that_do_not_fit_are_counted_and_those_that_fit_are_given() -> None:
    bench = Bench()
    address = "a" * 57 + ":7808"
    bench.terminal.flash.parameters[ADDRESS.id] = address
    report = get(bench, *[ADDRESS.id] * 60)
    assert 0 < len(report.items) < 60
    assert report.more == 60 - len(report.items)
    assert set(values(report).values()) == {address}
    one = len(report.encode()) + len(ADDRESS.item(address).value) + 3
    assert len(report.encode()) <= MAX_BODY < one, "one more would not have fitted"
    assert get(bench, *[1] * 60).more == 0


@pytest.mark.clause("PAR-08")
def test_a_new_period_is_in_force_from_the_moment_it_is_answered() -> None:
    bench = Bench(status_idle=600, heartbeat=240)
    bench.advance(100 * S)
    put(bench, by_name["status_idle"].item(20), by_name["heartbeat"].item(7))
    answered = bench.now
    bench.advance(61 * S)
    statuses = [sent.at for sent in bench.of(Status, since=answered)]
    assert statuses[0] == answered, "the last one was longer ago than the new period"
    assert {later - earlier for earlier, later in pairwise(statuses)} == {20 * S}
    beats = bench.of(Heartbeat, since=answered)
    assert beats[0].at == answered + 7 * S


@pytest.mark.clause("PAR-10")
def test_the_parameters_of_login_ack_take_the_place_of_those_before() -> None:
    bench = Bench(heartbeat=30, policy=OfflinePolicy.HOLD_SESSION)
    put(bench, by_name["heartbeat"].item(99), by_name["too_hot"].item(600))
    assert bench.terminal.parameters.number("heartbeat") == 99
    bench.parameters["heartbeat"] = 31
    bench.pull_cable()
    bench.reconnect()
    assert bench.terminal.parameters.number("heartbeat") == 31
    assert bench.terminal.parameters.number("too_hot") == 600, "LOGIN_ACK says nothing of it"
    bench.network = False
    bench.power_cut(as_json=True)
    assert bench.terminal.parameters.number("heartbeat") == 31, "as if a PARAM_SET had set them"
    assert bench.terminal.parameters.policy is OfflinePolicy.HOLD_SESSION


@pytest.mark.clause("SES-12", "PAR-10")
def test_of_a_login_ack_every_field_that_is_named_like_a_parameter_is_one() -> None:
    bench = Bench()
    ack = bench.login_ack(bench.of(Login)[-1], heartbeat=7, link_grace=86_401)
    taken = of_login(ack)
    assert {by_id[number].name for number in taken} == {
        "heartbeat",
        "status_idle",
        "status_welding",
        "ack_timeout",
        "policy",
    }
    assert taken[by_name["heartbeat"].id] == 7


@pytest.mark.clause("PAR-11", "LCK-06")
def test_the_same_param_set_again_gets_the_same_answer_and_is_not_applied_again() -> None:
    bench = Bench()
    first = put(bench, GOOD, command=5)
    bench.pull_cable()
    bench.reconnect()
    assert put(bench, GOOD, command=5).result is Result.OK
    assert put(bench, by_name["heartbeat"].item(44), command=6).result is Result.OK
    again = put(bench, by_name["heartbeat"].item(200), command=6)
    assert again.result is Result.OK
    assert values(again) == {by_name["heartbeat"].id: 44}
    assert bench.terminal.parameters.number("heartbeat") == 44
    assert first.result is Result.OK


@pytest.mark.clause("PAR-11", "LCK-06")
def test_a_param_set_with_a_lower_command_id_is_refused_and_one_count_serves_all_commands() -> None:
    bench = Bench()
    bench.lock(command=8)
    bench.advance(S)
    report = put(bench, GOOD, command=7)
    assert (report.result, report.items) == (Result.REPLAYED, ())
    assert bench.terminal.parameters.number("heartbeat") == 60
    put(bench, GOOD, command=9)
    bench.lock(command=8)
    bench.advance(S)
    assert bench.results(8)[-1].result is Result.REPLAYED


@pytest.mark.clause("PAR-12")
def test_a_change_is_an_event_with_the_number_of_changes_and_no_change_is_none() -> None:
    bench = Bench()
    put(bench, GOOD, by_name["too_hot"].item(750), by_name["no_current"].item(60))
    (event,) = bench.alarms(EventCode.PARAMETERS_CHANGED)
    assert event.message.value == 2, "750 was in force already"
    put(bench, GOOD)
    assert len(bench.alarms(EventCode.PARAMETERS_CHANGED)) == 1


def test_a_serial_line_leads_nowhere_else_and_another_platform_address_is_not_promised() -> None:
    bench = Bench(profile=profile_of(binding="serial"))
    report = put(bench, GOOD, ADDRESS.item("other.example:7808"))
    assert (report.result, report.culprit) == (Result.NOT_SUPPORTED, ADDRESS.id)
    assert bench.terminal.parameters.number("heartbeat") == 60
    assert put(bench, ADDRESS.item("nonsense")).result is Result.OUT_OF_RANGE


@pytest.mark.clause("LCK-10")
def test_the_limit_of_over_temperature_is_the_parameter() -> None:
    bench = Bench()
    bench.unlocked()
    bench.do("temperature", 640)
    bench.advance(S)
    assert bench.relay_closed
    put(bench, by_name["too_hot"].item(640))
    bench.advance(S)
    assert not bench.relay_closed
    assert bench.alarms(EventCode.OVER_TEMPERATURE)[0].message.value == 640


@pytest.mark.clause("REP-09")
@pytest.mark.parametrize(("threshold", "starts"), [(10, 1), (500, 0)])
def test_the_threshold_of_an_arc_is_the_parameter(threshold: int, starts: int) -> None:
    bench = Bench()
    put(bench, by_name["arc_threshold"].item(threshold))
    bench.unlocked()
    bench.do("trigger")
    bench.advance(5 * S)
    bench.do("trigger", False)
    bench.advance(5 * S)
    bench.lock()
    bench.advance(S)
    assert bench.summary().arc_starts == starts
