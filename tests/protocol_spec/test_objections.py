"""Why a message in order is refused, and for what first: the four tables of objections (SES-29, LCK-24, OFF-11)."""

import pytest

from protocol_spec.clauses import clause
from protocol_spec.codes import Result
from protocol_spec.objections import (
    LOGIN_OBJECTIONS,
    PERMIT_OBJECTIONS,
    REGISTER_OBJECTIONS,
    UNLOCK_OBJECTIONS,
    Objections,
)

TABLES = {
    "LOGIN": LOGIN_OBJECTIONS,
    "REGISTER": REGISTER_OBJECTIONS,
    "UNLOCK": UNLOCK_OBJECTIONS,
    "OFFLINE_PERMIT": PERMIT_OBJECTIONS,
}

ORDER = {
    "LOGIN": ["UNKNOWN_TERMINAL", "SUITE_REFUSED", "BAD_TAG", "NOT_REGISTERED", "LOGIN_REPLAYED"],
    "REGISTER": ["UNKNOWN_TERMINAL", "SUITE_REFUSED", "BAD_TAG", "UNBOUND_ENTERPRISE", "ALREADY_REGISTERED"],
    "UNLOCK": [
        "REPLAYED",
        "CLOCK_NOT_SET",
        "WINDOW_TOO_LONG",
        "EXPIRED",
        "TAMPERED",
        "GAS",
        "OVER_TEMPERATURE",
        "RELAY_FAULT",
        "ALREADY_GRANTED",
    ],
    "OFFLINE_PERMIT": [
        "NOT_SUPPORTED",
        "MALFORMED",
        "NOT_FOR_ME",
        "BAD_TAG",
        "NOT_SUPPORTED",
        "ONLINE",
        "CLOCK_NOT_SET",
        "COUNTER_USED",
        "PERMIT_TOO_LONG",
        "EXPIRED",
    ],
}
"""Typed from the document."""


@pytest.mark.clause("SES-29", "LCK-24", "OFF-11")
@pytest.mark.parametrize("title", TABLES)
def test_the_objections_stand_in_the_order_of_the_specification(title: str) -> None:
    assert [result.name for result, _ in TABLES[title]] == ORDER[title]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_each_objection_is_a_refusal_with_a_clause_and_stands_once(table: Objections) -> None:
    assert len(set(table)) == len(table)
    for result, id_ in table:
        assert result is not Result.OK
        assert clause(id_)


def test_the_objections_to_login_and_register_are_those_that_their_clauses_name() -> None:
    for title, id_ in (("LOGIN", "SES-20"), ("REGISTER", "SES-22")):
        assert all(name in clause(id_).en for name in ORDER[title])
