"""`arclock spec render`"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from arclock.console import Exit, fail_usage, pick, print_json, print_line, say
from protocol_spec.document import LANGS, Book, DocumentError, Lang, document, markdown

NAME = "WTP-1"
MARK = b"arclock spec render"
"""Every file of the document says what wrote it."""


@dataclass(frozen=True)
class Leaf:
    """A file of the document: its name and what is to stand in it."""

    name: str
    text: str

    def state(self, out: Path) -> str:
        """`current`, `stale` or `missing`: how the file in this folder compares."""
        try:
            found = (out / self.name).read_bytes()
        except FileNotFoundError:
            return "missing"
        return "current" if found == self.text.encode() else "stale"

    def is_foreign(self, out: Path) -> bool:
        """Whether somebody else wrote the file that is there."""
        path = out / self.name
        return path.exists() and MARK not in path.read_bytes()


def render(
    out: Annotated[Path, typer.Option(help="where the four files go")] = Path("docs/spec"),
    lang: Annotated[str, typer.Option(help="zh, en or both")] = "both",
    check: Annotated[bool, typer.Option("--check", help="write nothing; exit 1 where a file is stale")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Write the specification in Chinese and English, as Markdown and as a page.

    Example: arclock spec render --check
    """
    if lang not in (*LANGS, "both"):
        fail_usage(f"--lang {lang}: there are zh, en and both")
    try:
        leaves = [leaf for one in LANGS if lang in (one, "both") for leaf in leaves_of(one)]
        states = {leaf.name: leaf.state(out) for leaf in leaves}
        if not check:
            _write(out, [leaf for leaf in leaves if states[leaf.name] != "current"])
    except DocumentError as error:
        fail_usage(f"the definition of the protocol: {error}")
    except OSError as error:
        fail_usage(f"{error.filename}: {error.strerror}: give another folder with --out")
    _tell(out, states, check=check, as_json=as_json)
    if check and set(states.values()) != {"current"}:
        raise typer.Exit(Exit.FAILS)


def leaves_of(lang: Lang) -> Iterator[Leaf]:
    """The Markdown and the page in one language. Equal definitions give equal bytes."""
    from arclock.spec_page import page  # only now: markdown-it and Jinja are of no use to `spec export`

    book = Book(lang)
    blocks = document(book)
    twin = next(other for other in LANGS if other != lang)
    yield Leaf(f"{NAME}.{lang}.md", markdown(blocks))
    yield Leaf(f"{NAME}.{lang}.html", page(book, blocks, f"{NAME}.{twin}.html"))


def _write(out: Path, leaves: list[Leaf]) -> None:
    if foreign := ", ".join(str(out / leaf.name) for leaf in leaves if leaf.is_foreign(out)):
        fail_usage(
            pick(
                f"{foreign}: not written by `{MARK.decode()}`, and therefore kept: move it, or give another --out",
                f"{foreign}：不是 `{MARK.decode()}` 写出的文件，不予覆盖：请移走，或用 --out 另选目录",
            )
        )
    out.mkdir(parents=True, exist_ok=True)
    for leaf in leaves:
        (out / leaf.name).write_bytes(leaf.text.encode())


def _tell(out: Path, states: dict[str, str], *, check: bool, as_json: bool) -> None:
    current = set(states.values()) == {"current"}
    if as_json:
        done = states if check else {name: _written(state) for name, state in states.items()}
        print_json({"out": str(out), "files": done, "current": current or not check})
        return
    for name, state in states.items():
        if not check:
            print_line(str(out / name))
        elif state != "current":
            print_line(f"{out / name}: {pick(state, '缺失' if state == 'missing' else '已过时')}")
    if check and not current:
        say("run `arclock spec render` and commit what it writes", "请运行 `arclock spec render` 并提交其输出", "red")


def _written(state: str) -> str:
    return "unchanged" if state == "current" else "written"
