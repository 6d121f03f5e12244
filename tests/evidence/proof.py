"""What stands behind a clause: vectors typed by hand, tests marked with it, cases of the judge.

The tests are read and not imported: a marker is found wherever it is written, whatever is selected or installed.
A vector counts for the clauses it names; a case counts because a mutant has to fail it
(`tests/conformance/test_kill_matrix.py`).
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conformance import catalogue
from protocol_spec.vectors import MALFORMED, VECTORS

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent


@dataclass(frozen=True, order=True)
class Proof:
    """`name` is what can be run or looked up: a node id, a vector's name, a case's id."""

    kind: str
    name: str


@cache
def proofs() -> dict[str, list[Proof]]:
    """By clause, in order."""
    found: dict[str, set[Proof]] = {}
    for clause, proof in (*_marked(), *_vectors(), *_cases()):
        found.setdefault(clause, set()).add(proof)
    return {clause: sorted(found[clause]) for clause in sorted(found)}


def _vectors() -> Iterator[tuple[str, Proof]]:
    for vector in VECTORS:
        yield from ((clause, Proof("vector", vector.name)) for clause in vector.clauses)
    for malformed in MALFORMED:
        yield malformed.clause, Proof("malformed vector", malformed.name)


def _cases() -> Iterator[tuple[str, Proof]]:
    for case in catalogue():
        yield case.clause.id, Proof("case", case.id)


def _marked() -> Iterator[tuple[str, Proof]]:
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        whole_file = [clause for node in tree.body if _is_pytestmark(node) for clause in _clauses_in(node)]
        for test, marks in _tests(tree):
            node_id = f"{path.relative_to(ROOT)}::{test}"
            for clause in (*whole_file, *marks):
                yield clause, Proof("test", node_id)


def _tests(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name, [clause for decorator in node.decorator_list for clause in _clauses_in(decorator)]


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)


def _clauses_in(node: ast.AST) -> Iterator[str]:
    """The arguments of every `….clause("A", "B")` below this node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "clause":
            yield from (arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))
