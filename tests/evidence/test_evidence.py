"""Each MUST has a vector, a marked test or a case behind it, or stands among the exceptions with its reason."""

import pytest

from protocol_spec.clauses import clauses
from tests.evidence.breaking import Break, breaks, guards
from tests.evidence.exceptions import exceptions
from tests.evidence.proof import ROOT, proofs
from tests.evidence.report import PAGE, page

BEHIND = proofs()
EXCUSED = exceptions()
MUSTS = {one.id for one in clauses().values() if one.level == "MUST"}


def test_every_must_has_evidence_or_an_exception() -> None:
    bare = sorted(MUSTS - BEHIND.keys() - EXCUSED.keys())
    assert not bare, f"mark a test with @pytest.mark.clause, or give the reason in exceptions.toml: {bare}"


def test_no_exception_is_stale() -> None:
    assert not sorted(EXCUSED.keys() & BEHIND.keys()), "these have evidence now: take them out of exceptions.toml"
    assert not sorted(EXCUSED.keys() - MUSTS), "these are no MUST clauses"


def test_evidence_names_clauses_that_exist() -> None:
    assert not sorted(BEHIND.keys() - clauses().keys())


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.evidence writes it"


@pytest.mark.parametrize("one", breaks(), ids=lambda one: one.name)
def test_a_break_can_still_be_made_and_has_tests_to_see_it(one: Break) -> None:
    assert (ROOT / one.file).read_text(encoding="utf-8").count(one.find) == 1, (
        "the code has moved: say anew what to break"
    )
    assert guards(one.clauses)
