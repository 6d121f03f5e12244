"""Events of an outage are at the platform before its later telemetry, on a line that loses frames too (BKF-02, S6)."""

import pytest

from protocol_spec.instant import MINUTE, S
from protocol_spec.message import Message
from protocol_spec.messages import EventRecord, Status

from .bench import Bench


def after_an_outage(lost: int) -> tuple[Bench, int]:
    """Cover opened and closed off the line; of each event the first `lost` copies do not arrive. Returns the last number made
    before the login, too."""
    bench = Bench(status_idle=5)
    bench.advance(5 * S)
    bench.pull_cable()
    bench.advance(20 * S)
    bench.do("cover", True)
    bench.advance(20 * S)
    bench.do("cover", False)
    bench.advance(60 * S)
    copies: dict[int, int] = {}

    def loses(message: Message) -> bool:
        if not isinstance(message, EventRecord):
            return False
        copies[message.record] = copies.get(message.record, 0) + 1
        return copies[message.record] <= lost

    bench.loses = loses
    last = bench.terminal.flash.store.following - 1
    bench.plug_in()
    bench.advance(10 * MINUTE)
    return bench, last


@pytest.mark.clause("BKF-02")
@pytest.mark.parametrize("lost", [0, 1, 2])
def test_telemetry_of_an_outage_waits_until_its_events_are_answered(lost: int) -> None:
    bench, last = after_an_outage(lost)
    arrived = [number for number in bench.held if number <= last]
    made = {number: bench.held[number][0] for number in arrived}
    for index, number in enumerate(arrived):
        if isinstance(made[number], Status):
            late = [one for one in arrived[index:] if one < number and isinstance(made[one], EventRecord)]
            assert not late, f"STATUS {number} arrived before the events {late}"
    assert sorted(bench.held) == list(range(1, max(bench.held) + 1))


def test_live_records_do_not_wait_for_them() -> None:
    bench, last = after_an_outage(lost=2)
    first = next(number for number in bench.held if number > last)
    assert list(bench.held).index(first) < len(bench.held) - 3
