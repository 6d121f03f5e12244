"""Refused commands: one event a minute (EVT-11)."""

import pytest

from protocol_spec.codes import EventCode, Result
from protocol_spec.instant import S

from .bench import Bench


def counts(bench: Bench) -> list[int]:
    unique = {sent.message.record: sent.message.value for sent in bench.alarms(EventCode.REFUSED_COMMANDS)}
    return list(unique.values())


def refuse(bench: Bench, times: int = 1) -> None:
    for _ in range(times):
        assert bench.results(bench.unlock(age=61 * S))[-1].result is Result.EXPIRED


@pytest.mark.clause("EVT-11")
def test_refused_commands_are_told_once_a_minute_with_their_count() -> None:
    bench = Bench()
    refuse(bench, 3)
    bench.advance(30 * S)
    refuse(bench, 2)
    bench.advance(29 * S)
    assert counts(bench) == []
    bench.advance(S)
    assert counts(bench) == [5]
    bench.advance(300 * S)
    assert counts(bench) == [5]
    refuse(bench)
    bench.advance(60 * S)
    assert counts(bench) == [5, 1]


@pytest.mark.clause("EVT-11")
def test_a_command_that_was_carried_out_is_none_of_them() -> None:
    bench = Bench()
    bench.unlocked()
    bench.lock()
    bench.advance(120 * S)
    assert counts(bench) == []
