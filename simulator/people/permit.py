"""Hot-work permits of a day: for the enterprise's own crews and for the team from outside, by day and by night."""

from dataclasses import dataclass

from protocol_spec.instant import Instant
from simulator.people.calendar import local_instant
from simulator.people.roster import Machine, Site

EVENING = 18 * 3600
MORNING = 8 * 3600
_WINDOW = 1 << 7
"""Days after which a number comes again: a permit is for one day, and its number has 32 bits on the wire (LCK-02)."""


@dataclass(frozen=True)
class Permit:
    """`enterprise` is the machine's, `contractor` the team it lets in, `guardian` the worker who has to be there.
    In force from `valid_from` until before `valid_until`."""

    number: int
    enterprise: str
    contractor: str | None
    guardian: str
    valid_from: Instant
    valid_until: Instant


def permits(site: Site, day: int) -> tuple[Permit, ...]:
    """All that the enterprise writes for a local day: from midnight to midnight, and from 18:00 to 08:00 for the night."""
    return tuple(
        _permit(site, day, night, team)
        for night in (False, True)
        for team in ((False, True) if site.team else (False,))
    )


def permit_number(site: Site, machine: Machine, day: int, night: bool = False) -> int:
    """The permit that covers the crew of this machine."""
    return _number(site, day, night, machine.crew.regular.enterprise != site.enterprise.code)


def _number(site: Site, day: int, night: bool, team: bool) -> int:
    """Below 2^32, since site numbers are below 2^23 (roster.SITES)."""
    return (site.number * _WINDOW + day % _WINDOW) * 4 + night * 2 + team


def _permit(site: Site, day: int, night: bool, team: bool) -> Permit:
    window = (
        (local_instant(day, EVENING), local_instant(day + 1, MORNING))
        if night
        else (local_instant(day), local_instant(day + 1))
    )
    contractor = site.team.code if team and site.team else None
    return Permit(_number(site, day, night, team), site.enterprise.code, contractor, site.guardian.worker, *window)
