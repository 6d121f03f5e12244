"""A link in memory with a quality: connections that take a round trip, farewells that arrive last, and switching."""

from collections.abc import Callable
from functools import partial

import pytest
import simpy

from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.instant import MS, Instant, S
from simulator.runtime.driver import Driver
from simulator.runtime.impair import LinkQuality, load_line_faults, load_quality
from simulator.runtime.links.memory import MemoryLink
from simulator.runtime.virtual import VirtualDriver, after

SLOW = LinkQuality(latency=500 * MS)


class Ear:
    """An endpoint that notes what happens to it and says nothing by itself."""

    def __init__(self) -> None:
        self.heard: list[tuple[Instant, str | bytes]] = []

    def link_up(self, now: Instant) -> None:
        self.heard.append((now, "up"))

    def link_down(self, now: Instant) -> None:
        self.heard.append((now, "down"))

    def receive_data(self, data: bytes, now: Instant) -> None:
        self.heard.append((now, data))

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None: ...

    def handle_timer(self, now: Instant) -> None: ...

    def next_timer(self) -> Instant | None:
        return None

    def data_to_send(self) -> list[bytes]:
        return []

    def next_event(self) -> Event | None:
        return None


class Joined:
    """Two ears and a link; `far` is the newest answering end."""

    def __init__(self, quality: LinkQuality | None, line: bool = False) -> None:
        self.env = simpy.Environment()
        self.near, self.fars = Ear(), list[tuple[Ear, Driver]]()
        self.driver = VirtualDriver(self.env, self.near)
        self.link = MemoryLink(self.env, lambda _link: self._accept(), line=line, quality=quality).joins(self.driver)

    def _accept(self) -> Driver:
        ear = Ear()
        self.fars.append((ear, VirtualDriver(self.env, ear)))
        return self.fars[-1][1]

    def at(self, when: Instant, *acts: Callable[[], None]) -> None:
        for act in acts:
            after(self.env, when, act)

    def answer(self, data: bytes) -> None:
        link = self.fars[-1][1]._link
        assert link is not None
        link.send(data) if data else link.close()

    def run(self, until: Instant = 100 * S) -> list[list[tuple[Instant, str | bytes]]]:
        self.env.run(until)
        return [self.near.heard, *(ear.heard for ear, _ in self.fars)]


def test_a_connection_takes_a_round_trip_and_bytes_half_of_one() -> None:
    joined = Joined(SLOW)
    joined.at(0, joined.link.open)
    joined.at(2 * S, lambda: joined.link.send(b"hello"), lambda: joined.answer(b"yes"))
    near, far = joined.run()
    assert near == [(S, "up"), (2_500 * MS, b"yes")]
    assert far == [(S, "up"), (2_500 * MS, b"hello")]


@pytest.mark.parametrize("hanging_up", ["near", "far"])
def test_a_farewell_arrives_after_what_was_said_before_it(hanging_up: str) -> None:
    joined = Joined(load_quality("cat1_basement"))
    joined.at(0, joined.link.open)
    said = [b"%02d" % n for n in range(20)]
    for n, word in enumerate(said):
        joined.at(40 * S + n * MS, partial(joined.link.send, word), partial(joined.answer, word))
    joined.at(41 * S, joined.link.close if hanging_up == "near" else partial(joined.answer, b""))
    near, far = joined.run(2_000 * S)
    told = near if hanging_up == "far" else far
    assert [what for _, what in told] == ["up", *said, "down"]


def test_nobody_answers_in_a_silence_and_the_dialling_end_is_told() -> None:
    joined = Joined(load_quality("half_open"))
    joined.at(0, joined.link.open)
    assert joined.run() == [[(7 * S, "down")]]


def test_hanging_up_while_dialling_ends_the_dialling() -> None:
    joined = Joined(SLOW)
    joined.at(0, joined.link.open)
    joined.at(S // 2, joined.link.close)
    assert joined.run() == [[]]


def test_half_open_kills_this_connection_tells_nobody_and_leaves_the_next_alone() -> None:
    joined = Joined(SLOW)
    joined.at(0, joined.link.open)
    joined.at(2 * S, joined.link.half_open, lambda: joined.link.send(b"lost"), lambda: joined.answer(b"lost too"))
    joined.at(3 * S, joined.link.close, joined.link.open)
    joined.at(5 * S, lambda: joined.link.send(b"heard"))
    near, dead, fresh = joined.run()
    assert [what for _, what in near] == ["up", "up"]
    assert [what for _, what in dead] == ["up"]
    assert [what for _, what in fresh] == ["up", b"heard"]


def test_a_reset_is_seen_at_both_ends_and_what_was_under_way_is_gone() -> None:
    joined = Joined(SLOW)
    joined.at(0, joined.link.open)
    joined.at(2 * S, lambda: joined.link.send(b"lost"), joined.link.reset)
    assert joined.run() == [[(S, "up"), (2 * S, "down")], [(S, "up"), (2 * S, "down")]]


def test_nothing_overtakes_when_a_plain_link_gets_a_quality() -> None:
    joined = Joined(None)
    joined.at(0, joined.link.open)
    joined.at(S, lambda: joined.link.send(b"first"), lambda: setattr(joined.link, "quality", LinkQuality()))
    joined.at(S + MS, lambda: joined.link.send(b"second"))
    assert [what for _, what in joined.run()[1]] == ["up", b"first", b"second"]


def test_a_connection_outlives_a_silence_and_what_was_sent_in_it_arrives_when_it_ends() -> None:
    joined = Joined(SLOW)
    joined.at(0, joined.link.open)
    joined.at(2 * S, lambda: setattr(joined.link, "quality", load_quality("half_open")))
    joined.at(3 * S, lambda: joined.link.send(b"kept"))
    joined.at(9 * S, lambda: setattr(joined.link, "quality", SLOW))
    _, far = joined.run()
    assert far == [(S, "up"), (9_500 * MS, b"kept")]
    assert joined.link.counters[0].held == 1


def test_a_chunked_link_stays_chunked_with_a_quality() -> None:
    joined = Joined(SLOW)
    joined.link.chunk = 2
    joined.at(0, joined.link.open)
    joined.at(2 * S, lambda: joined.link.send(b"hello"))
    assert [what for _, what in joined.run()[1]] == ["up", b"he", b"ll", b"o"]


@pytest.mark.parametrize(("raw", "fewest", "most"), [(False, 100, 100), (True, 50, 90)])
def test_raw_makes_the_next_connection_lose_bytes(raw: bool, fewest: int, most: int) -> None:
    joined = Joined(LinkQuality(loss_ppm=300_000))
    joined.link.raw = raw
    joined.at(0, joined.link.open)
    for n in range(100):
        joined.at(30 * S + n * 100 * MS, partial(joined.link.send, b"x"))
    assert fewest <= len(joined.run(400 * S)[1]) - 1 <= most


def test_a_line_hears_a_glitch_at_power_up_and_goes_on_across_sessions() -> None:
    joined = Joined(None, line=True)
    joined.link.set_faults(load_line_faults("power_up"))
    joined.at(0, joined.link.open)
    joined.at(S, lambda: joined.answer(b""), lambda: joined.link.send(b"to the next"))
    near, first, second = joined.run()
    assert [what for _, what in near] == ["up"]
    assert len(first) == 2
    assert isinstance(first[1][1], bytes)
    assert [what for _, what in second] == ["up", b"to the next"]
    assert joined.link.counters[0].noise_bytes == len(first[1][1])


def test_a_connection_has_no_line_faults() -> None:
    with pytest.raises(ValueError, match="line=True"):
        Joined(None).link.set_faults(load_line_faults("noisy"))
