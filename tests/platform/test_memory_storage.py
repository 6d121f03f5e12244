"""The store in memory keeps what the one in a database keeps."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_platform.edge.sqlite import SqliteStore
from reference_platform.memory_storage import MemoryStorage
from reference_platform.registry import Certificate, Machine, Permit, TerminalEntry, Worker

from .test_store import TERMINAL, record

ENTRY = TerminalEntry(TERMINAL, bytes(16), "E")


def both() -> tuple[MemoryStorage, SqliteStore]:
    made = MemoryStorage(b"s" * 32), SqliteStore(secret=b"s" * 32)
    for store in made:
        store.save_terminal(ENTRY)
    return made


@pytest.mark.clause("REP-06", "REP-08")
@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.one_of(st.lists(st.integers(1, 20), max_size=6), st.integers(1, 25)), max_size=10))
def test_any_arrival_is_answered_as_the_database_answers_it(steps: list[Any]) -> None:
    memory, database = both()
    for step in steps:
        if isinstance(step, int):
            assert memory.watermark(TERMINAL, step) == database.watermark(TERMINAL, step)
        else:
            batch = [record(number) for number in step]
            assert memory.add_records(TERMINAL, batch) == database.add_records(TERMINAL, batch)
    assert memory.records_of(TERMINAL) == database.records_of(TERMINAL)
    assert memory.held_of(TERMINAL) == database.held_of(TERMINAL)
    database.close()


def test_what_was_saved_is_in_the_registry_and_the_registry_is_a_copy() -> None:
    worker = Worker("W", "name", "hash", (Certificate("c", 1, 2, 3),))
    for store in both():
        store.save_machine(Machine(7, TERMINAL, "E", 1, 2))
        store.save_worker(worker)
        store.save_permit(Permit(1, "E", None, 1, 2))
        registry = store.load_registry()
        assert (registry.secret, registry.terminals[TERMINAL]) == (b"s" * 32, ENTRY)
        assert (registry.workers["W"], registry.permits[1].enterprise, registry.machines[7].qr) == (worker, "E", 7)
        registry.workers.clear()
        assert store.load_registry().workers["W"] == worker


def test_decisions_and_grants_are_numbered_from_one() -> None:
    memory, database = both()
    for store in (memory, database):
        assert [store.next_grant(), store.next_grant()] == [1, 2]
    assert memory.add_decision({"reason": "GRANTED"}) == 1
    assert memory.decisions_made() == [{"id": 1, "reason": "GRANTED"}]


def test_the_order_of_arrival_is_kept_each_record_once() -> None:
    memory, _ = both()
    memory.add_records(TERMINAL, [record(3), record(1), record(3)])
    memory.add_records(TERMINAL, [record(2), record(1)])
    assert [stored.record.record for _, stored in memory.arrived] == [3, 1, 2]
