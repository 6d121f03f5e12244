"""The arrows of ARCHITECTURE.md. What fails here says what to do instead."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CLOCKS = ("time", "datetime", "asyncio", "threading", "socket", "random", "secrets", "selectors", "queue", "select")
WIRES = ("simpy", "serial", "paho", "amqtt", "fastapi", "uvicorn", "sqlalchemy", "pcapng", "pty", "tty", "os")

# (files, what they never import, what to do instead)
LAWS: list[tuple[str, tuple[str, ...], str]] = [
    (
        "protocol_spec/**/*.py",
        (
            *CLOCKS,
            *WIRES,
            "simulator",
            "conformance",
            "reference_platform",
            "scenarios",
            "reports",
            "arclock",
        ),
        "protocol_spec says what is true on the wire: construct and the standard library, and nothing that ticks",
    ),
    (
        "simulator/machine/*.py",
        (
            *CLOCKS,
            *WIRES,
            "simulator.terminal",
            "simulator.runtime",
            "reference_platform",
            "conformance",
            "scenarios",
            "reports",
            "arclock",
        ),
        "the machine is physics: it knows neither the module that is fitted to it nor a clock",
    ),
    (
        "simulator/people/*.py",
        (
            *CLOCKS,
            *WIRES,
            "simulator.machine",
            "simulator.terminal",
            "simulator.runtime",
            "reference_platform",
            "conformance",
            "scenarios",
            "reports",
            "arclock",
        ),
        "people are plain values and a plan: who plays it brings machine, platform and clock",
    ),
    (
        "simulator/terminal/**/*.py",
        (
            *CLOCKS,
            *WIRES,
            "simulator.runtime",
            "simulator.fleet",
            "reference_platform",
            "conformance",
            "scenarios",
            "reports",
            "arclock",
        ),
        "the terminal is a core: take `now` as an argument, hand out frames and events",
    ),
    (
        "simulator/fleet/**/*.py",
        (
            *CLOCKS,
            *(wire for wire in WIRES if wire != "simpy"),
            "simulator.runtime.realtime",
            "simulator.runtime.links.tcp",
            "reference_platform.edge",
            "conformance",
            "scenarios",
            "reports",
            "arclock",
        ),
        "the fleet lives in virtual time with the platform's core: what needs a socket is put together by arclock",
    ),
    (
        "simulator/quiet/*.py",
        (
            *CLOCKS,
            *WIRES,
            "simulator.runtime",
            "simulator.people",
            "simulator.fleet",
            "reference_platform",
            "conformance",
            "scenarios",
            "reports",
            "arclock",
        ),
        "quiet stretches are the terminal's core over again, in arrays: what is not in a core has no place in them",
    ),
    (
        "simulator/runtime/impair/*.py",
        (
            *CLOCKS,
            *WIRES,
            "simulator.terminal",
            "simulator.machine",
            "simulator.runtime.links",
            "simulator.runtime.virtual",
            "simulator.runtime.realtime",
        ),
        "an impairment is a core: bytes and `now` come in, bytes that are due go out; links and clocks are joined to it by Air",
    ),
    (
        "simulator/runtime/**/*.py",
        (
            "simulator.terminal",
            "simulator.fleet",
            "reference_platform",
            "conformance",
            "scenarios",
            "reports",
            "arclock",
        ),
        "the runtime drives any Endpoint and knows none of them: take it as an argument",
    ),
    (
        "conformance/**/*.py",
        (
            *CLOCKS,
            *WIRES,
            "simulator.terminal",
            "simulator.runtime",
            "reference_platform",
            "scenarios",
            "reports",
            "arclock",
        ),
        "a judge that shares code with the judged shares its bugs: ports are handed in by arclock",
    ),
    (
        "reference_platform/*.py",
        (*CLOCKS, *WIRES, "reference_platform.edge", "simulator", "conformance", "scenarios", "reports", "arclock"),
        "the platform's core takes a Storage and a `now`; databases, sockets and clocks belong in reference_platform/edge",
    ),
    (
        "reference_platform/edge/*.py",
        ("simulator.terminal", "conformance", "scenarios", "reports", "arclock"),
        "the platform's edge may use simulator.runtime's links and drivers, and no terminal",
    ),
    (
        "scenarios/**/*.py",
        ("reports", "conformance", "arclock"),
        "a story knows its cast and nothing of paper or verdicts",
    ),
    (
        "arclock/stand/*.py",
        ("reference_platform", "scenarios", "conformance", "reports", "fastapi", "sqlalchemy", "numpy"),
        "a stand is for a terminal on a lab PC without a database: the platform is at the other end of the line",
    ),
    (
        "reports/**/*.py",
        (
            "simpy",
            "serial",
            "paho",
            "sqlalchemy",
            "asyncio",
            "scenarios",
            "conformance",
            "reference_platform",
            "simulator.terminal",
            "simulator.runtime.links",
            "simulator.runtime.virtual",
            "simulator.runtime.realtime",
            "arclock",
        ),
        "reports reads run folders: what it needs has to be written there",
    ),
]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: import by full name"
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def violations(pattern: str, forbidden: tuple[str, ...], root: Path = ROOT) -> list[str]:
    found = []
    for path in sorted(root.glob(pattern)):
        for line, name in imports(path):
            if any(name == bad or name.startswith(bad + ".") for bad in forbidden):
                found.append(f"{path.relative_to(root)}:{line} imports {name}")
    return found


@pytest.mark.parametrize(("pattern", "forbidden", "instead"), LAWS, ids=[law[0] for law in LAWS])
def test_no_import_runs_against_an_arrow(pattern: str, forbidden: tuple[str, ...], instead: str) -> None:
    assert list(ROOT.glob(pattern)), f"{pattern} matches nothing: the law has lost its subject"
    found = violations(pattern, forbidden)
    assert not found, f"{instead}.\n" + "\n".join(found)


def test_arrays_are_known_to_the_bulk_form_alone() -> None:
    found = violations("protocol_spec/**/*.py", ("numpy", "numba", "protocol_spec.bulk"))
    outside = [line for line in found if not line.startswith("protocol_spec/bulk/")]
    assert not outside, "the bulk form is an extra; the definition has to do without.\n" + "\n".join(outside)
    assert found, "protocol_spec.bulk has lost its subject"


def test_of_the_simulator_only_quiet_stretches_know_arrays() -> None:
    base = ["simulator/*.py", *(f"simulator/{room}/**/*.py" for room in ("machine", "terminal", "people", "runtime"))]
    arrays = ("numpy", "numba", "protocol_spec.bulk", "simulator.quiet")
    found = [line for pattern in base for line in violations(pattern, arrays)]
    assert not found, "arrays are an extra; a terminal has to do without: put them into simulator/quiet.\n" + "\n".join(
        found
    )
    assert violations("simulator/quiet/*.py", arrays), "simulator.quiet has lost its subject"


@pytest.mark.parametrize("command", ["certify", "explain", "terminal"])
def test_a_command_of_the_base_starts_without_arrays(command: str) -> None:
    """Reports draw with matplotlib, which brings numpy; they are imported when there is something to draw."""
    code = (
        f"import sys, arclock.commands.{command}; print({{'numpy', 'numba', 'protocol_spec.bulk'}} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_arrow_that_runs_backwards_is_found(tmp_path: Path) -> None:
    (tmp_path / "protocol_spec").mkdir()
    (tmp_path / "protocol_spec" / "bad.py").write_text("from simulator.terminal import Terminal\nimport time\n")
    found = violations("protocol_spec/**/*.py", LAWS[0][1], tmp_path)
    assert len(found) == 3


def test_files_stay_small() -> None:
    """200 lines is normal, 400 needs a reason: give it here."""
    reasons: dict[str, str] = {}
    long = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for package in (
            "protocol_spec",
            "simulator",
            "conformance",
            "reference_platform",
            "scenarios",
            "reports",
            "arclock",
        )
        for path in (ROOT / package).rglob("*.py")
    }
    over = {name: count for name, count in long.items() if count > 400 and name not in reasons}
    assert not over, f"over 400 lines: {over}"


@pytest.mark.parametrize("word", ["manager", "helper", "utils", "slave"])
def test_names_are_the_field_s(word: str) -> None:
    for package in (
        "protocol_spec",
        "simulator",
        "conformance",
        "reference_platform",
        "scenarios",
        "reports",
        "arclock",
    ):
        for path in (ROOT / package).rglob("*.py"):
            assert word not in path.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                    assert word not in node.name.lower(), f"{path}:{node.lineno} {node.name}"
