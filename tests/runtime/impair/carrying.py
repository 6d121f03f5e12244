"""What an impairment does with bytes, by the microsecond; and any quality, for Hypothesis."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from protocol_spec.instant import MS, Duration, Instant, S
from simulator.draw import Draw
from simulator.runtime.impair import Carrier, Impairment, LinkQuality, Way

NEVER: Instant = 1 << 62


@dataclass
class Carried:
    """What came out: when, which way, what."""

    out: list[tuple[Instant, Way, bytes]] = field(default_factory=list)

    def joined(self, way: Way) -> bytes:
        return b"".join(data for _, its_way, data in self.out if its_way is way)

    def pieces(self, way: Way) -> list[bytes]:
        return [data for _, its_way, data in self.out if its_way is way]

    def times(self, way: Way) -> list[Instant]:
        return [at for at, its_way, _ in self.out if its_way is way]


def impairment(quality: LinkQuality, reliable: bool = True, seed: int = 1, connection: int = 0) -> Impairment:
    return Impairment(Carrier(Draw(seed, "1"), quality, 0), reliable, connection)


def run(made: Impairment, until: Instant, carried: Carried) -> None:
    """Call `leave` at every instant that it asks for."""
    while (due := made.next_timer()) is not None and due <= until:
        carried.out += [(due, way, data) for way, data in made.leave(due)]


Send = tuple[Instant, Way, bytes]


def carry(made: Impairment, sends: list[Send], until: Instant = NEVER) -> Carried:
    carried = Carried()
    for at, way, data in sorted(sends, key=lambda send: send[0]):
        run(made, at - 1, carried)
        made.enter(way, data, at)
        carried.out += [(at, its_way, piece) for its_way, piece in made.leave(at)]
    run(made, until, carried)
    return carried


def steady(count: int, every: Duration, data: bytes = b"x" * 90, way: Way = Way.UP) -> list[Send]:
    return [(n * every, way, data) for n in range(count)]


ppm = st.sampled_from([0, 0, 1_000, 50_000, 400_000, 1_000_000])


@st.composite
def link_qualities(draw: st.DrawFn, sleeping: bool = True) -> LinkQuality:
    latency = draw(st.sampled_from([0, 1, 20 * MS, 3 * S]))
    saving = draw(st.sampled_from(["none", "edrx", "psm"])) if sleeping else "none"
    outages = draw(st.sampled_from([0, 0, 30]))
    return LinkQuality(
        latency=latency,
        jitter=draw(st.integers(0, latency)),
        shape=draw(st.sampled_from(["even", "peaked"])),
        tail_ppm=draw(ppm),
        tail=draw(st.sampled_from([0, 5 * S])),
        loss_ppm=draw(ppm),
        double_ppm=draw(ppm),
        reorder_ppm=draw(ppm),
        reorder=draw(st.sampled_from([0, 2 * S])),
        corrupt_ppm=draw(ppm),
        bytes_per_second=draw(st.sampled_from([0, 33, 10_000])),
        airtime=draw(st.sampled_from([0, 100 * MS])),
        segment=draw(st.sampled_from([0, 1, 7, 51])),
        reassembled=draw(st.booleans()),
        half_duplex=draw(st.booleans()),
        coalesce=draw(st.sampled_from([0, 0, 500 * MS])),
        power_saving=saving,
        awake=draw(st.sampled_from([0, 2 * S])),
        cycle=20_480 * MS,
        nat_idle=draw(st.sampled_from([0, 5 * S])) if sleeping else 0,
        outages_per_hour=outages,
        outage_longest=60 * S if outages else 0,
        silent=sleeping and draw(st.integers(0, 9)) == 0,
    )


sends = st.lists(
    st.tuples(st.integers(0, 60 * S), st.sampled_from(list(Way)), st.binary(min_size=1, max_size=60)), max_size=20
)
