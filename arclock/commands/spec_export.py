"""`arclock spec export`"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from arclock.console import fail_usage, pick, print_json, print_line
from protocol_spec.export import c_header, declarations_json, dissector, is_generated, vectors_json


@dataclass(frozen=True)
class Export:
    file: str
    text: Callable[[], str]
    en: str
    zh: str


EXPORTS = {
    "c": Export("wtp1.h", c_header, "C99 header", "C99 头文件"),
    "lua": Export("wtp1.lua", dissector, "Wireshark dissector", "Wireshark 解析器"),
    "vectors": Export("vectors.json", vectors_json, "typed test vectors", "手工测试向量"),
    "messages": Export("messages.json", declarations_json, "all declarations", "全部声明"),
}
ALL = "all"


def export(
    what: Annotated[list[str] | None, typer.Argument(help="c, lua, vectors, messages; all if none is named")] = None,
    out: Annotated[Path, typer.Option(help="folder to write into; made where it is missing")] = Path("wtp1-export"),
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Write the definition for other tools: C header, Wireshark dissector, test vectors, declarations.

    Files that this command did not make are never written over.

    Example: arclock spec export c --out firmware/include
    """
    chosen = _chosen(what or [ALL])
    _check(out, chosen)
    for one in chosen:
        _write(out / one.file, one.text())
    if as_json:
        files = [{"file": str(out / one.file), "bytes": (out / one.file).stat().st_size} for one in chosen]
        print_json({"out": str(out), "written": files})
        return
    for one in chosen:
        print_line(f"{out / one.file}  {pick(one.en, one.zh)}")


def _chosen(named: list[str]) -> list[Export]:
    for name in named:
        if name not in (*EXPORTS, ALL):
            known = ", ".join([*EXPORTS, ALL])
            fail_usage(
                pick(f"there is no export {name!r}: choose among {known}", f"没有导出项 {name!r}，可选：{known}")
            )
    return [one for name, one in EXPORTS.items() if ALL in named or name in named]


def _check(out: Path, chosen: list[Export]) -> None:
    """Refuse before anything is written: a half export is worse than none."""
    if out.exists() and not out.is_dir():
        fail_usage(pick(f"--out {out} is a file: name a folder", f"--out {out} 是文件，请指定目录"))
    for one in chosen:
        path = out / one.file
        if path.exists() and not _ours(path):
            fail_usage(
                pick(
                    f"{path} was not made by this command: move it away, or choose another folder with --out",
                    f"{path} 不是本命令生成的：请移走该文件，或用 --out 另选目录",
                )
            )


def _ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            return is_generated(stream.read(1000))
    except OSError:
        return False


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    except OSError as error:
        why = error.strerror or str(error)
        fail_usage(pick(f"{path} cannot be written: {why}", f"无法写入 {path}：{why}"))
