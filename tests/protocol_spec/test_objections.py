"""Why an UNLOCK in order is refused, and for what first (LCK-24)."""

import pytest

from protocol_spec.clauses import clause
from protocol_spec.codes import Result
from protocol_spec.objections import UNLOCK_OBJECTIONS


@pytest.mark.clause("LCK-24")
def test_the_objections_stand_in_the_order_of_the_specification() -> None:
    assert [result.name for result, _ in UNLOCK_OBJECTIONS] == [
        "REPLAYED",
        "CLOCK_NOT_SET",
        "WINDOW_TOO_LONG",
        "EXPIRED",
        "TAMPERED",
        "GAS",
        "OVER_TEMPERATURE",
        "RELAY_FAULT",
        "ALREADY_GRANTED",
    ]


def test_each_objection_is_a_refusal_with_a_clause_of_the_lock() -> None:
    assert len({result for result, _ in UNLOCK_OBJECTIONS}) == len(UNLOCK_OBJECTIONS)
    for result, id_ in UNLOCK_OBJECTIONS:
        assert result is not Result.OK
        assert clause(id_).id.startswith("LCK-")
        assert clause(id_).side == "terminal"
