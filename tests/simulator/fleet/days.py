"""Days for tests: where the work is, and faults placed into it."""

from protocol_spec.instant import Duration, Instant, S
from protocol_spec.messages import EventRecord
from reference_platform.session_parameters import SessionParameters
from simulator.fleet.day import Asked, TerminalDay, play_day
from simulator.fleet.world import Cast
from simulator.people.intent import Deed
from simulator.terminal.faults import FAULTS

MID_WELD: Duration = 40 * S
QUICK = Cast(parameters=SessionParameters(heartbeat=240, status_idle=240))
"""The idle hours cost a quarter."""


def asked(**over: object) -> Asked:
    fields: dict[str, object] = {"seed": 3, "day": 2, "quality": "cat1_good"}
    return Asked(**(fields | over))  # type: ignore[arg-type]


def when(wanted: Asked, do: Deed, which: int = 0) -> Duration:
    """How long after the first power-up somebody means to do this for the n-th time."""
    plan = TerminalDay(wanted).programme
    return [intent.at for intent in plan.intents if intent.do is do][which] - plan.begins


def with_fault(name: str, at: Duration | None = None, cast: Cast = QUICK, **over: object) -> TerminalDay:
    """A day with this fault, in the middle of the first weld if nothing else is said."""
    wanted = asked(**over)
    begins: Instant = when(wanted, Deed.WORK) + MID_WELD if at is None else at
    return play_day(asked(**over, faults=((begins, FAULTS[name]),)), cast)


def broken(day: TerminalDay) -> set[str]:
    return {violation.invariant for violation in day.violations()}


def events(day: TerminalDay) -> set[str]:
    """Codes of the events that are at the platform."""
    return {one.record.event.name for _, one in day.storage.arrived if isinstance(one.record, EventRecord)}
