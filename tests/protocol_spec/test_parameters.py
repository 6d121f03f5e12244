"""The table of parameters, and how a PARAM_SET is judged whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec import parameters, timers
from protocol_spec.clauses import clause
from protocol_spec.codes import OfflinePolicy, Result
from protocol_spec.kinds import Form
from protocol_spec.messages import Item
from protocol_spec.parameters import ADDRESS, FACTORY, PARAMETERS, Parameter, Value, Verdict, by_id, by_name, judge
from protocol_spec.timers import Timer
from tests.protocol_spec.strategies import calm, values

NUMBERS: dict[str, tuple[int, int]] = {
    "heartbeat": (0x0001, 2),
    "status_idle": (0x0002, 2),
    "status_welding": (0x0003, 2),
    "ack_timeout": (0x0004, 2),
    "link_grace": (0x0005, 4),
    "reconnect_base": (0x0006, 2),
    "reconnect_cap": (0x0007, 2),
    "refused_wait": (0x0008, 2),
    "time_sync": (0x0009, 4),
    "address_trial": (0x000A, 2),
    "long_on": (0x000B, 4),
    "no_current": (0x000C, 4),
    "policy": (0x0010, 1),
    "sample_block": (0x0011, 1),
    "backfill_rate": (0x0012, 1),
    "too_hot": (0x0013, 2),
    "arc_threshold": (0x0014, 2),
    "platform_address": (0x0100, 0),
    "qr": (0x0200, 8),
}
"""Number and bytes of the first ones, typed once more: a terminal in service cannot be told that one has moved."""

SETTABLE = [one for one in PARAMETERS if not one.read_only]
NUMERIC = [one for one in SETTABLE if one.low is not None and one.high is not None]

each_parameter = pytest.mark.parametrize("one", PARAMETERS, ids=lambda p: p.name)
each_settable = pytest.mark.parametrize("one", SETTABLE, ids=lambda p: p.name)
each_numeric = pytest.mark.parametrize("one", NUMERIC, ids=lambda p: p.name)


def legal(one: Parameter) -> list[Value]:
    """Values in range: the edges and the default, or each code."""
    if one is ADDRESS:
        return ["", "wtp.example:7808", "10.0.0.1:1"]
    if one.kind.codes is not None:
        return [int(code) for code in one.kind.codes]
    return [value for value in (one.low, one.default, one.high) if value is not None]


@pytest.mark.clause("PAR-01")
def test_no_number_and_no_size_has_moved() -> None:
    assert {one.name: (one.id, one.kind.size or 0) for one in PARAMETERS if one.name in NUMBERS} == NUMBERS


def test_numbers_and_names_are_their_own() -> None:
    assert len({one.id for one in PARAMETERS}) == len({one.name for one in PARAMETERS}) == len(PARAMETERS)
    assert all(by_id[one.id] is by_name[one.name] is one for one in PARAMETERS)


@each_parameter
def test_a_parameter_has_a_clause_and_names_in_both_languages(one: Parameter) -> None:
    assert clause(one.clause)
    assert one.zh
    assert one.en


@pytest.mark.clause("PAR-01")
def test_every_timer_that_can_be_set_is_a_parameter_with_its_range() -> None:
    for timer in (value for value in vars(timers).values() if isinstance(value, Timer)):
        one = by_name[timer.name]
        assert (one.default, one.low, one.high, one.clause) == (timer.default, timer.low, timer.high, timer.clause)


@each_settable
def test_a_default_is_allowed(one: Parameter) -> None:
    assert one.allows(one.default)
    assert FACTORY[one.id] == one.default


@pytest.mark.clause("PAR-05")
def test_the_factory_has_every_parameter_that_can_be_set_and_no_other() -> None:
    assert set(FACTORY) == {one.id for one in SETTABLE}


@pytest.mark.clause("PAR-01")
@each_parameter
def test_a_value_survives_its_bytes(one: Parameter) -> None:
    for value in [one.default, *legal(one)]:
        item = one.item(value)
        assert item.id == one.id
        assert one.kind.size in (None, len(item.value))
        assert one.read(item.value) == value


@calm
@given(st.data())
def test_any_value_of_the_kind_survives_its_bytes_and_any_bytes_are_a_value_or_nothing(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(PARAMETERS))
    value = data.draw(values(one.kind))
    assert one.read(one.kind.con.build(value)) == value
    octets = data.draw(st.binary(max_size=10))
    read = one.read(octets)
    assert read is None or one.kind.con.build(read) == octets


@pytest.mark.clause("PAR-01")
@each_numeric
def test_the_edges_of_a_range_are_allowed_and_what_is_outside_is_not(one: Parameter) -> None:
    assert one.low is not None
    assert one.high is not None
    assert one.allows(one.low)
    assert one.allows(one.high)
    assert not one.allows(one.low - 1)
    assert not one.allows(one.high + 1)


@pytest.mark.clause("PAR-15")
@pytest.mark.parametrize("address", ["", "a:1", "wtp.example:7808", "10.0.0.1:65535", "[2001:db8::1]:7808"])
def test_an_address_is_a_host_and_a_port_or_that_of_the_factory(address: str) -> None:
    assert ADDRESS.allows(address)


@pytest.mark.clause("PAR-15")
@pytest.mark.parametrize(
    "address",
    [
        *("host", ":7808", "host:", "host:0", "host:65536", "host:-1", "host:٣", "a b:1", "host:7808 ", " "),
        *("2001:db8::1:7808", "[2001:db8::1", "[2001:db8::1]7808", "[]:80", "[x]:80", "[10.0.0.1]:80"),
        *("a/b:80", "u@h:1", "..:1", "a..b:1", "999.1.1.1:80", "1.2.3:80", "-a:1", "a\0b:1", "电焊:1"),
    ],
)
def test_what_is_no_host_and_port_is_not_allowed(address: str) -> None:
    assert not ADDRESS.allows(address)


# ---- judging a PARAM_SET ---------------------------------------------------------------------------------------------

HEARTBEAT, IDLE, POLICY = by_name["heartbeat"], by_name["status_idle"], by_name["policy"]
GOOD = [HEARTBEAT.item(120), IDLE.item(30)]


@pytest.mark.clause("PAR-02")
def test_good_items_are_all_taken() -> None:
    assert judge(GOOD) == Verdict(Result.OK, 0, {HEARTBEAT.id: 120, IDLE.id: 30})
    assert judge([]) == Verdict(Result.OK, 0, {})


@pytest.mark.clause("PAR-01", "PAR-02")
@each_settable
def test_every_legal_value_of_every_parameter_is_taken(one: Parameter) -> None:
    for value in legal(one):
        assert judge([one.item(value)]) == Verdict(Result.OK, 0, {one.id: value})


BAD: list[tuple[Item, Result]] = [
    (Item(id=0x7777, value=b"\x00"), Result.NO_SUCH_PARAMETER),
    (by_name["qr"].item(1), Result.READ_ONLY),
    (Item(id=HEARTBEAT.id, value=b"\x3c"), Result.MALFORMED),
    (Item(id=HEARTBEAT.id, value=b"\x00\x00\x3c"), Result.MALFORMED),
    (Item(id=POLICY.id, value=b"\x09"), Result.MALFORMED),
    (Item(id=ADDRESS.id, value=b"\x02\xff\xff"), Result.MALFORMED),
    (Item(id=ADDRESS.id, value=b"\x40" + b"a" * 63), Result.MALFORMED),
    (HEARTBEAT.item(241), Result.OUT_OF_RANGE),
    (HEARTBEAT.item(0), Result.OUT_OF_RANGE),
    (ADDRESS.item("nowhere"), Result.OUT_OF_RANGE),
    (ADDRESS.item("2001:db8::1:7808"), Result.OUT_OF_RANGE),
]


@pytest.mark.clause("PAR-02", "PAR-03", "PAR-14")
@pytest.mark.parametrize(("bad", "result"), BAD, ids=[f"{r.name} {i.id:#06x} {i.value.hex()}" for i, r in BAD])
def test_one_bad_item_is_named_and_nothing_is_taken_wherever_it_stands(bad: Item, result: Result) -> None:
    other = [IDLE.item(30), by_name["ack_timeout"].item(5)]
    for at in range(3):
        assert judge([*other[:at], bad, *other[at:]]) == Verdict(result, bad.id, {})


@pytest.mark.clause("PAR-03")
def test_of_several_bad_items_the_first_is_named() -> None:
    for (one, result), (two, other) in ((BAD[0], BAD[7]), (BAD[7], BAD[0]), (BAD[1], BAD[4])):
        assert judge([*GOOD[1:], one, two]).culprit == one.id
        assert judge([one, two]).result is result
        assert judge([two, one]).result is other


@pytest.mark.clause("PAR-02", "PAR-03", "PAR-14")
def test_a_parameter_that_comes_twice_is_malformed_even_with_the_same_value() -> None:
    assert judge([HEARTBEAT.item(60), HEARTBEAT.item(60)]) == Verdict(Result.MALFORMED, HEARTBEAT.id, {})


@pytest.mark.clause("PAR-01")
@each_numeric
def test_a_value_one_outside_its_range_is_out_of_range(one: Parameter) -> None:
    assert one.low is not None
    assert one.high is not None
    assert one.kind.size is not None
    for value in (one.low - 1, one.high + 1):
        if 0 <= value < 256**one.kind.size:
            assert judge([one.item(value)]) == Verdict(Result.OUT_OF_RANGE, one.id, {})


def test_the_policy_comes_back_as_its_member() -> None:
    assert judge([POLICY.item(2)]).values == {POLICY.id: OfflinePolicy.OFFLINE_PERMIT}


def test_a_value_that_does_not_fit_the_kind_is_the_callers_fault() -> None:
    with pytest.raises(Exception, match="65536"):
        HEARTBEAT.item(65536)


def test_no_parameter_is_a_list_and_each_fits_an_item() -> None:
    assert all(one.kind.form is not Form.LIST for one in PARAMETERS)
    longest = Item.fields()["value"].kind.limit
    assert longest is not None
    assert all((one.kind.size or (one.kind.limit or 0) + one.kind.prefix) <= longest for one in parameters.PARAMETERS)
