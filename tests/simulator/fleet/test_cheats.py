"""Each cheat breaks what its table says, or is refused as it says; and no wire carries its name."""

from dataclasses import replace
from functools import cache

import pytest

from protocol_spec.instant import S
from simulator.fleet.cheats import CHEATS, cheat_named
from simulator.fleet.day import TerminalDay, play_day
from simulator.fleet.score import score
from simulator.people.label import Cheat as PeoplesCheat
from simulator.people.label import Slip
from simulator.terminal.faults import INVARIANTS

from .days import QUICK, asked, broken, events


@cache
def cheated(name: str) -> TerminalDay:
    return play_day(asked(cheat=name), replace(QUICK, keep_frames=True))


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_breaks_what_it_says_and_no_more(name: str) -> None:
    found, declared = broken(cheated(name)), set(CHEATS[name].breaks)
    assert found <= declared
    assert bool(found) is bool(declared)
    assert bool(CHEATS[name].refused_by) is not bool(declared)
    assert declared <= set(INVARIANTS)


@pytest.mark.parametrize("name", CHEATS)
def test_the_truth_has_the_label_and_no_frame_has(name: str) -> None:
    day = cheated(name)
    assert day.bay.truth.all_labels() == (name,)
    begins, ends, _ = day.programme.labels[0]
    assert day.bay.truth.labels((begins + ends) // 2) == (name,)
    assert day.bay.truth.labels(begins - 1) == ()
    frames = b"".join(day.bay.wire.frames or ()) + b"".join(came(day))
    assert len(frames) > 10_000
    for word in spellings(name):
        assert word not in frames.lower()


def came(day: TerminalDay) -> list[bytes]:
    assert day.bay.witness is not None
    return day.bay.witness.came or []


def spellings(name: str) -> list[bytes]:
    words = [name, name.replace("-", "_"), name.replace("-", " "), CHEATS[name].zh, CHEATS[name].en, "cheat", "label"]
    people = [label.name for kind in (PeoplesCheat, Slip) for label in kind]
    return [word.lower().encode() for word in (*words, *people)]


def test_a_shunted_relay_is_seen_by_the_module_and_stands_in_no_session() -> None:
    day = cheated("shunted-relay")
    assert "BYPASS" in events(day)
    counted = score(day.known(), of_the_mains=True)
    assert counted.arc_reported < counted.arc_true


def test_a_lent_phone_reports_every_second_under_the_wrong_name() -> None:
    counted = score(cheated("lent-phone").known(), of_the_mains=True)
    assert abs(counted.arc_error_permille) < 10
    assert counted.right_permille < 700


def test_a_clamp_that_was_taken_off_reports_nothing() -> None:
    counted = score(cheated("forged-current").known(), of_the_mains=True)
    assert counted.arc_reported < counted.arc_true * 9 // 10


def test_a_scan_from_afar_is_refused_by_the_platform_and_nobody_welds() -> None:
    day = cheated("remote-scan")
    assert day.worker.scanned["TOO_FAR"] == 1
    assert not day.bay.truth.spans("operator", "W-dora")


def test_a_replayed_unlock_opens_nothing() -> None:
    day = cheated("replayed-unlock")
    injected = [at for at, move in day.programme.moves if move.name == "inject"]
    assert len(injected) == 2
    assert day.bay.injected == 2
    assert not day.bay.truth.value("closed", injected[0])
    for at in injected:
        assert day.bay.truth.value("closed", at + 2 * S) == day.bay.truth.value("closed", at)


def test_a_clock_that_was_turned_back_moves_no_record() -> None:
    """TIM-01: a good terminal asks its chip nothing."""
    assert not broken(cheated("clock-rolled-back"))


def test_the_antenna_unscrewed_hides_nothing_for_good() -> None:
    counted = score(cheated("muted-telemetry").known(), of_the_mains=True)
    assert abs(counted.arc_error_permille) < 10


def test_a_cheat_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(ValueError, match="no cheat 'bribery'; there are: shunted-relay, qr-moved"):
        cheat_named("bribery")
