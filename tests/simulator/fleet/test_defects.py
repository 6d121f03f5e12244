"""Each invariant has terminals, or a platform, that break it; the oracle catches and names each."""

from dataclasses import replace
from functools import cache

import pytest

from protocol_spec.instant import MINUTE, MS, Duration, S
from simulator.fleet.day import TerminalDay, play_day
from simulator.people.intent import Deed
from simulator.terminal import Terminal
from simulator.terminal.faults import FAULTS, Fault
from simulator.terminal.mutants import MUTANTS

from .days import QUICK, asked, broken, when
from .defects import IGNORES_ITS_COVER, SWAPS_NUMBERS, TELEMETRY_FIRST, TRUSTS_ITS_CHIP, lenient

AFTER_THE_SCAN: Duration = 20 * MS
"""The UNLOCK is under way."""
Cause = tuple[str, Deed, Duration, Duration]
"""A fault, what it comes to the first of, and by how much later; and how long it lasts, 0 for as short as it does."""

DEFECTS: list[tuple[str, type[Terminal], tuple[Cause, ...], str]] = [
    ("unlocks-on-login", MUTANTS["unlocks-on-login"].type, (), "S1"),
    ("slow-to-lock", MUTANTS["slow-to-lock"].type, (), "S3"),
    ("never-idle", MUTANTS["never-idle"].type, (), "S3"),
    ("ignores-its-cover", IGNORES_ITS_COVER, (("cover-open", Deed.WORK, 30 * S, 0),), "S3"),
    ("ignores-expiry", MUTANTS["ignores-expiry"].type, (("held-downlink", Deed.SCAN, -S, 0),), "S4"),
    (
        "acts-twice",
        MUTANTS["acts-twice"].type,
        (("half-open", Deed.SCAN, 150 * MS, 0),),
        "S4",
    ),
    (
        "trusts-its-chip",
        TRUSTS_ITS_CHIP,
        (("clock-stuck", Deed.SCAN, -30 * S, 30 * MINUTE), ("held-downlink", Deed.SCAN, -S, 0)),
        "S4",
    ),
    ("no-summary", MUTANTS["no-summary"].type, (), "S5"),
    ("forgets-unanswered", MUTANTS["forgets-unanswered"].type, (("link-cut", Deed.WORK, 10 * S, 20 * MINUTE),), "S5"),
    ("forgets-unanswered", MUTANTS["forgets-unanswered"].type, (), "S6"),
    (
        "telemetry-first",
        TELEMETRY_FIRST,
        (("link-cut", Deed.WORK, 10 * S, 20 * MINUTE), ("cover-open", Deed.WORK, 10 * MINUTE, 0)),
        "S6",
    ),
    ("skips-numbers", MUTANTS["skips-numbers"].type, (), "S7"),
    ("swaps-numbers", SWAPS_NUMBERS, (("link-cut", Deed.WORK, 10 * S, 20 * MINUTE),), "S7"),
]


@cache
def played(kind: type[Terminal], causes: tuple[Cause, ...]) -> TerminalDay:
    """With the causes placed into a day that has a lock in mid-work."""
    wanted = asked(quality="", day=DAY)
    faults = tuple((when(wanted, do) + later, _lasting(FAULTS[name], lasts)) for name, do, later, lasts in causes)
    return play_day(asked(quality="", day=DAY, faults=faults), replace(QUICK, terminal=kind))


def _lasting(fault: Fault, lasts: Duration) -> Fault:
    return replace(fault, lasts=(lasts, lasts)) if lasts else fault


DAY = 22


@pytest.mark.parametrize(("name", "kind", "causes", "invariant"), DEFECTS, ids=[f"{d[0]}-{d[3]}" for d in DEFECTS])
def test_the_defect_is_caught_by_its_invariant_and_the_good_terminal_is_not(
    name: str, kind: type[Terminal], causes: tuple[Cause, ...], invariant: str
) -> None:
    assert invariant in broken(played(kind, causes))
    assert not broken(played(Terminal, causes))


def test_a_platform_that_looks_at_no_certificate_is_caught_by_s2(monkeypatch: pytest.MonkeyPatch) -> None:
    lapsed = next(day for day in range(60) if tries(day))
    assert not broken(play_day(asked(quality="", day=lapsed), QUICK))
    monkeypatch.setattr("reference_platform.platform.decide", lenient)
    assert broken(play_day(asked(quality="", day=lapsed), QUICK)) == {"S2"}


def tries(day: int) -> bool:
    """Whether somebody whose certificate has run out scans on this day."""
    plan = TerminalDay(asked(day=day)).programme
    return any(intent.who == "W-carl" for intent in plan.intents)
