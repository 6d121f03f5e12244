"""Exactly once, and never acknowledged before it is there."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from protocol_spec.codes import ClockState, EventCode, Severity, TimeFlaw
from protocol_spec.messages import EventRecord
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.edge.tables import add_missing_columns
from reference_platform.registry import TerminalEntry
from reference_platform.storage import StoredRecord

TERMINAL = "9999010000000001"


def record(number: int) -> StoredRecord:
    event = EventRecord(
        record=number,
        time=number * 1_000_000,
        clock=ClockState.SYNCHRONISED,
        event=EventCode.POWER_UP,
        severity=Severity.INFO,
        value=number,
    )
    return StoredRecord(event, False, 0)


@pytest.fixture
def store() -> SqliteStore:
    made = SqliteStore()
    made.save_terminal(TerminalEntry(TERMINAL, bytes(16), "E"))
    return made


@pytest.mark.clause("REP-08")
def test_a_record_that_comes_twice_is_there_once(store: SqliteStore) -> None:
    assert store.add_records(TERMINAL, [record(1), record(1)]) == (1, 1)
    assert store.add_records(TERMINAL, [record(1), record(2)]) == (1, 2)
    assert [held.record for held in store.records_of(TERMINAL)] == [1, 2]


@pytest.mark.clause("REP-06", "REP-16")
def test_the_watermark_stops_at_a_gap_and_goes_on_when_it_is_filled(store: SqliteStore) -> None:
    assert store.add_records(TERMINAL, [record(1), record(3), record(4)]) == (3, 1)
    assert store.add_records(TERMINAL, [record(2)]) == (1, 4)


def test_the_watermark_passes_what_the_terminal_no_longer_holds(store: SqliteStore) -> None:
    store.add_records(TERMINAL, [record(8), record(9)])
    assert store.watermark(TERMINAL, 1) == 0
    assert store.watermark(TERMINAL, 8) == 9
    assert store.watermark(TERMINAL, 3) == 9


@pytest.mark.clause("REP-06", "REP-08", "REP-16")
@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(1, 30), max_size=8), max_size=12))
def test_any_arrival_leaves_each_record_once_and_a_watermark_without_gaps(batches: list[list[int]]) -> None:
    store = SqliteStore()
    store.save_terminal(TerminalEntry(TERMINAL, bytes(16), "E"))
    seen: set[int] = set()
    new = watermark = 0
    for batch in batches:
        added, watermark = store.add_records(TERMINAL, [record(number) for number in batch])
        new += added
        seen |= set(batch)
    assert [held.record for held in store.records_of(TERMINAL)] == sorted(seen)
    assert new == len(seen)
    assert watermark == next(n for n in range(40) if n + 1 not in seen)
    store.close()


@pytest.mark.clause("REP-06", "SEC-06")
def test_everything_is_still_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "platform.sqlite"
    first = SqliteStore(path)
    entry = TerminalEntry(TERMINAL, b"k" * 16, "E", registered=True, boot_counter=3, nonce=2**64 - 1)
    first.save_terminal(entry)
    first.add_records(TERMINAL, [record(1), record(2)])
    secret = first.load_registry().secret
    first.close()
    second = SqliteStore(path)
    registry = second.load_registry()
    assert registry.terminals[TERMINAL] == entry
    assert registry.secret == secret
    assert second.watermark(TERMINAL, 1) == 2
    second.close()


@pytest.mark.clause("REP-06", "TIM-09")
def test_a_file_of_an_earlier_version_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    first = SqliteStore(path)
    first.save_terminal(TerminalEntry(TERMINAL, b"k" * 16, "E"))
    first.add_records(TERMINAL, [record(1)])
    first.close()
    with closing(sqlite3.connect(path)) as old:
        for table, column in LATER:
            old.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        old.commit()
    second = SqliteStore(path)
    (held,) = second.held_of(TERMINAL)
    assert (held.record.record, held.flaw, held.abnormal) == (1, None, ())
    assert second.add_records(TERMINAL, [replace(record(2), flaw=TimeFlaw.FUTURE, abnormal=("a", "b"))]) == (1, 2)
    assert (second.held_of(TERMINAL)[1].flaw, second.held_of(TERMINAL)[1].abnormal) == (TimeFlaw.FUTURE, ("a", "b"))
    assert add_missing_columns(second._engine) == []
    second.close()


LATER = (("records", "flaw"), ("records", "abnormal"), ("decisions", "inputs"))
"""Columns that the first version of the store did not have."""


def test_keys_of_a_batch_are_all_there_or_none(store: SqliteStore) -> None:
    wrong = TerminalEntry("9999010000000009", None, "E")  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        store.save_terminals([TerminalEntry("9999010000000008", bytes(16)), wrong])
    assert list(store.load_registry().terminals) == [TERMINAL]


def test_saving_a_terminal_again_keeps_its_watermark(store: SqliteStore) -> None:
    store.add_records(TERMINAL, [record(1)])
    store.save_terminal(TerminalEntry(TERMINAL, bytes(16), "E", registered=True))
    assert store.watermark(TERMINAL, 1) == 1


def test_grant_numbers_and_decisions_count_up(store: SqliteStore) -> None:
    assert [store.next_grant(), store.next_grant()] == [1, 2]
    decision = {"at": 1, "worker": None, "machine": None, "permit": None, "latitude": None, "longitude": None}
    assert store.add_decision(decision | {"reason": "GRANTED"}) == 1
    assert store.decisions_made()[0]["reason"] == "GRANTED"
