"""Break the code a clause is about, and see one of the tests that guard the clause fail.

    .venv/bin/python -m tests.evidence.breaking [CLAUSE …] [--workers 2]

`breaks*.toml` list what to break: a file, a piece of its text that is there once, and what to put in its place. Each break
is made in a copy of the checkout, never in the checkout itself, and only the tests that carry the clause are run there.
Exit 1 where a break was not seen.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.evidence.proof import ROOT, proofs

FILES = sorted(Path(__file__).parent.glob("breaks*.toml"))
VECTOR_TESTS = ("tests/protocol_spec/test_vectors.py", "tests/protocol_spec/test_malformed_vectors.py")
CASE_TESTS = ("tests/conformance/test_kill_matrix.py",)
COPIED = ("protocol_spec", "simulator", "conformance", "reference_platform", "scenarios", "reports", "arclock", "tests")
FAILED = 1
"""Exit code of pytest where tests ran and some failed."""


@dataclass(frozen=True)
class Break:
    clauses: tuple[str, ...]
    file: str
    find: str
    replace: str

    @property
    def name(self) -> str:
        return f"{', '.join(self.clauses)}: {self.file}: {self.find.strip().splitlines()[0]}"

    def made_in(self, root: Path) -> bool:
        """Whether it could be made: the text has to be there exactly once."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.find) != 1 or self.replace == self.find:
            return False
        path.write_text(text.replace(self.find, self.replace), encoding="utf-8")
        return True


def breaks() -> list[Break]:
    listed = [one for file in FILES for one in tomllib.loads(file.read_text(encoding="utf-8"))["break"]]
    return [Break(tuple(one["clauses"]), one["file"], one["find"], one["replace"]) for one in listed]


def guards(clauses: tuple[str, ...]) -> list[str]:
    """What to hand pytest: the tests of these clauses."""
    found = [proof for clause in clauses for proof in proofs().get(clause, [])]
    ids = [proof.name for proof in found if proof.kind == "test"]
    if any("vector" in proof.kind for proof in found):
        ids += VECTOR_TESTS
    return list(dict.fromkeys(ids)) or [path for path in CASE_TESTS if any(proof.kind == "case" for proof in found)]


def copy(place: Path) -> None:
    for name in COPIED:
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "examples", "docs"):
        source = ROOT / name
        shutil.copytree(source, place / name) if source.is_dir() else shutil.copy(source, place / name)


def seen(one: Break, place: Path) -> str:
    """Empty where a test failed as it has to; else what happened instead."""
    original = (place / one.file).read_text(encoding="utf-8")
    tests = guards(one.clauses)
    if not tests:
        return "no test carries the clause"
    if not one.made_in(place):
        return "the text to break is not there exactly once"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests],
            cwd=place,
            env=os.environ | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1", "CI": "true"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""  # a test that no longer ends has noticed too
    finally:
        (place / one.file).write_text(original, encoding="utf-8")
    if done.returncode == FAILED:
        return ""
    return f"pytest ended with {done.returncode}: {done.stdout.strip().splitlines()[-1:]}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evidence.breaking")
    parser.add_argument("clause", nargs="*", help="only breaks of these")
    parser.add_argument("--workers", type=int, default=2)
    wanted = parser.parse_args()
    chosen = [one for one in breaks() if not wanted.clause or set(wanted.clause) & set(one.clauses)]
    unseen = 0
    with tempfile.TemporaryDirectory(prefix="arclock-breaking-") as scratch:
        places: SimpleQueue[Path] = SimpleQueue()
        for number in range(wanted.workers):
            place = Path(scratch) / str(number)
            place.mkdir()
            copy(place)
            places.put(place)

        def judge(one: Break) -> str:
            place = places.get()
            try:
                return seen(one, place)
            finally:
                places.put(place)

        with ThreadPoolExecutor(wanted.workers) as pool:
            for one, why in zip(chosen, pool.map(judge, chosen), strict=True):
                unseen += bool(why)
                sys.stdout.write(f"{'NOT SEEN' if why else 'seen    '}  {one.name}{f'  ({why})' if why else ''}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - unseen} of {len(chosen)} breaks were seen by the tests of their clause\n")
    return 1 if unseen or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
