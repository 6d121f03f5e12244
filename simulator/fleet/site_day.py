"""A site-day: all machines of one site on one day, with the people who work there and what they get up to.

The plan is `simulator.people`'s; the books of the platform are filled from the same people, so that a certificate that has run
out there has run out here. Machines that stand still that day have their modules off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from protocol_spec.instant import DAY, MINUTE, Duration, Instant
from protocol_spec.parameters import by_name
from protocol_spec.security import lab_key
from reference_platform.memory_storage import MemoryStorage
from reference_platform.registry import Certificate, Machine, Permit, TerminalEntry, Worker, hash_token
from simulator.draw import Draw
from simulator.fleet.bay import Fitting
from simulator.fleet.day import healthy_ppm
from simulator.fleet.sprinkling import sprinkled
from simulator.fleet.world import GOOD, Cast, World
from simulator.machine.arc import steady_span
from simulator.machine.mains import idle_current, mains_current
from simulator.machine.power_source import PowerSource, power_sources
from simulator.machine.process import process_named
from simulator.people.calendar import local_instant
from simulator.people.day import plan_day
from simulator.people.intent import Intent
from simulator.people.permit import permits
from simulator.people.roster import Machine as Fitted
from simulator.people.roster import Site, site_of
from simulator.people.worker import Worker as Person
from simulator.runtime.impair import load_quality
from simulator.terminal import Flash, Identity, Profile, load_profile
from simulator.terminal.records.store import RecordStore

ARC_THRESHOLD = by_name["arc_threshold"]
LOWEST_THRESHOLD, USUAL_THRESHOLD = 10, 30
LABEL_LASTS: Duration = 30 * MINUTE
"""How long what somebody did is what it was, in the truth log."""


@dataclass(frozen=True)
class SiteAsked:
    """What a site-day is a function of. `day` is the local day of `people.calendar`; `machines` how many, None for drawn."""

    seed: int
    site: int
    day: int
    profile: str = "cat1_retrofit"
    quality: str = ""
    machines: int | None = None
    rates: Mapping[str, int] = field(default_factory=dict)


class SiteDay(World):
    """`play` it once."""

    def __init__(self, asked: SiteAsked, cast: Cast = GOOD) -> None:
        self.asked = asked
        self.site = site_of(asked.seed, asked.site, asked.day, asked.machines)
        self.plan: tuple[Intent, ...] = plan_day(asked.seed, self.site, asked.day)
        begins = local_instant(asked.day)
        storage = enrolled(self.site, asked.day, asked.seed.to_bytes(8, "big") * 4)
        super().__init__(storage, Draw(asked.seed, str(asked.site)), begins, cast)
        for machine in self.site.machines:
            if any(intent.machine == machine.number for intent in self.plan):
                self._fit(machine, begins, cast)

    def _fit(self, machine: Fitted, begins: Instant, cast: Cast) -> None:
        asked, draw = self.asked, Draw(self.asked.seed, machine.terminal)
        identity = Identity(machine.terminal, lab_key(machine.terminal), qr=machine.qr)
        profile = fitted(load_profile(asked.profile), machine)
        quality = load_quality(asked.quality) if asked.quality else None
        ppm = healthy_ppm(draw)
        flash = Flash(RecordStore(profile.store_records), parameters={ARC_THRESHOLD.id: threshold(profile, machine)})
        bay = self.add(Fitting(identity, profile, asked.seed, quality, cast.terminal, cast.tape, flash, ppm))
        for mishap in sprinkled(draw, asked.day, begins, begins + DAY, asked.rates, profile.capability):
            self.befall(bay, mishap, begins + DAY)

    def play(self) -> "SiteDay":
        by_number = {machine.number: machine.terminal for machine in self.site.machines}
        for intent in self.plan:
            bay = self.bays.get(by_number.get(intent.machine, ""))
            if bay is None:
                continue
            self.intend(bay, intent)
            if intent.label is not None:
                bay.truth.label(intent.at, intent.at + LABEL_LASTS, intent.label.name.lower())
        self.run(local_instant(self.asked.day + 1))
        self.drain()
        return self


def enrolled(site: Site, day: int, secret: bytes) -> MemoryStorage:
    """The books of a platform that has compared every paper: what it does not believe, it does not enter."""
    storage = MemoryStorage(secret)
    bound = None if site.enterprise.suspended else site.enterprise.code
    for machine in site.machines:
        place = (None, None) if site.enterprise.mobile else (machine.latitude, machine.longitude)
        storage.save_terminal(TerminalEntry(machine.terminal, lab_key(machine.terminal), bound))
        storage.save_machine(Machine(machine.qr, machine.terminal, site.enterprise.code, *place))
    for person in site.people:
        if person.enrolled:
            certificates = _on_file(person)
            storage.save_worker(Worker(person.worker, person.name, hash_token(person.token), certificates))
    for one in (*permits(site, day - 1), *permits(site, day)):
        storage.save_permit(Permit(one.number, one.enterprise, None, one.valid_from, one.valid_until))
    return storage


def _on_file(person: Person) -> tuple[Certificate, ...]:
    one = person.on_file
    if one is None:
        return ()
    return (Certificate(one.category, one.valid_from, one.valid_until, one.review_due, one.revoked),)


def fitted(profile: Profile, machine: Fitted) -> Profile:
    """The module on this machine: its place, its process, and a source that is strong enough for it."""
    process = process_named(machine.welding.process)
    amperes = min(max(machine.welding.most, process.amperes[0]), process.amperes[1])
    source = profile.source
    if source is None or source.max_amperes < amperes:
        source = _strong_enough(amperes)
    return replace(
        profile,
        latitude=machine.latitude,
        longitude=machine.longitude,
        process=process,
        amperes=amperes,
        source=source,
    )


def threshold(profile: Profile, machine: Fitted) -> int:
    """0.1 A from which it is an arc, as whoever fits a module sets it: six tenths of the least that this work takes from the
    mains, and above what the machine takes at rest. With the same 3 A for all a small arc would be none, or now and then."""
    assert profile.source is not None
    amperes = max(machine.welding.least, profile.process.amperes[0])
    least = mains_current(profile.source, steady_span(profile.process, amperes).least_power)
    return min(USUAL_THRESHOLD, max(LOWEST_THRESHOLD, least * 6 // 10, idle_current(profile.source) + 5))


def _strong_enough(amperes: int) -> PowerSource:
    sources = sorted(power_sources().values(), key=lambda source: source.max_amperes)
    return next((source for source in sources if source.max_amperes >= amperes), sources[-1])
