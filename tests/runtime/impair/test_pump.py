"""A receiver that answers while it is being handed something is dealt with in its turn."""

from collections.abc import Callable

from protocol_spec.instant import Duration
from simulator.runtime.impair import LinkQuality, Pump, Way
from tests.runtime.impair.carrying import impairment


class Clock:
    def __init__(self) -> None:
        self.now = 0
        self.alarms: list[tuple[int, Callable[[], None]]] = []

    def later(self, delay: Duration, act: Callable[[], None]) -> None:
        self.alarms.append((self.now + delay, act))

    def run(self) -> None:
        while self.alarms:
            self.alarms.sort(key=lambda alarm: alarm[0])
            self.now, act = self.alarms.pop(0)
            act()


def test_what_a_receiver_sends_meanwhile_does_not_overtake() -> None:
    clock, out = Clock(), list[bytes]()

    def deliver(way: Way, data: bytes) -> None:
        out.append(data)
        if data == b"first":
            pump.enter(Way.UP, b"third")

    pump = Pump(impairment(LinkQuality(segment=6)), lambda: clock.now, clock.later, deliver)
    pump.impairment.enter(Way.UP, b"first", 0)
    pump.impairment.enter(Way.UP, b"second", 0)
    pump.stir()
    clock.run()
    assert out == [b"first", b"second", b"third"]


def test_a_stopped_pump_hands_out_nothing() -> None:
    clock, out = Clock(), list[bytes]()
    pump = Pump(impairment(LinkQuality(latency=5)), lambda: clock.now, clock.later, lambda way, data: out.append(data))
    pump.enter(Way.UP, b"lost")
    pump.stop()
    clock.run()
    assert out == []


def test_one_alarm_is_enough_for_one_piece() -> None:
    clock, out = Clock(), list[tuple[int, bytes]]()
    pump = Pump(
        impairment(LinkQuality(latency=5)),
        lambda: clock.now,
        clock.later,
        lambda way, data: out.append((clock.now, data)),
    )
    for _ in range(3):
        pump.enter(Way.UP, b"x")
    assert len(clock.alarms) == 1
    clock.run()
    assert out == [(5, b"x")] * 3
