"""What `protocol_spec` may know: no clock, no line, no chance, and none of our other packages; arrays in one place only."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import protocol_spec

FORBIDDEN = {"time", "datetime", "socket", "threading", "asyncio", "random", "secrets"}
THIRD_PARTY = {"construct"}
ARRAYS = {"numpy", "numba"}
BULK = Path(protocol_spec.__file__).parent / "bulk"
BACK_DOORS = {"__import__", "import_module", "eval", "exec"}
SOURCES = sorted(Path(protocol_spec.__file__).parent.rglob("*.py"))

each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda s: f"{s.parent.name}/{s.name}")


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "an import says where it comes from"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parse(source: Path) -> ast.AST:
    return ast.parse(source.read_text(encoding="utf-8"))


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 15


@each_source
def test_no_clock_no_line_no_thread_no_chance(source: Path) -> None:
    assert {name.split(".")[0] for name in imported(parse(source))} & FORBIDDEN == set()


@each_source
def test_only_the_standard_library_construct_and_itself(source: Path) -> None:
    roots = {name.split(".")[0] for name in imported(parse(source))}
    allowed = THIRD_PARTY | ARRAYS if BULK in source.parents else THIRD_PARTY
    assert roots - set(sys.stdlib_module_names) - allowed <= {"protocol_spec"}


@pytest.mark.parametrize(
    "source", [s for s in SOURCES if BULK not in s.parents], ids=lambda s: f"{s.parent.name}/{s.name}"
)
def test_nothing_else_needs_the_bulk_form(source: Path) -> None:
    found = {name for name in imported(parse(source)) if name.startswith("protocol_spec.bulk")}
    assert not found, "the bulk form is an extra: whoever wants it imports it, and protocol_spec does not"


@each_source
def test_no_back_door_to_another_module(source: Path) -> None:
    names = {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(parse(source))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    assert names & BACK_DOORS == set()
