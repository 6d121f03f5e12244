"""What `arclock explain` was given: hex on the command line, a file of either sort, a trace, a pipe."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from protocol_spec.explain import HexError, parse_hex
from protocol_spec.frame import read_frame
from protocol_spec.instant import MS, Instant, S

_PCAPNG = bytes.fromhex("0A0D0D0A")
_TRACE = "trace.pcapng"
_MIB = 1 << 20

LIMIT = 16 * _MIB
"""Bytes of a file or a pipe: a pipe need not end, and nobody reads a longer explanation."""


@dataclass(frozen=True)
class Bytes:
    """Bytes that belong together. Of a trace each frame is one, with its time and whether the recorded end sent it."""

    data: bytes
    offset: int = 0
    at: Instant | None = None
    sent: bool | None = None


@dataclass(frozen=True)
class Cut:
    """Where a trace ends in the middle of a block, or is damaged: what is before it can be read."""

    en: str
    zh: str


@dataclass(frozen=True)
class Given:
    parts: list[Bytes]
    cut: Cut | None = None


class Unreadable(Exception):
    """The input is none: whoever typed the command can do something about it."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


def bytes_of(source: list[str]) -> Given:
    """What is to be explained.

    Raises:
        Unreadable: it cannot be read, or there is nothing in it.
    """
    found = _found(source)
    if not any(part.data for part in found.parts):
        raise Unreadable(
            "nothing to explain: give hex, a file, or - and a pipe",
            "没有可解释的字节：请给出十六进制、文件，或 - 加管道",
        )
    return found


def _found(source: list[str]) -> Given:
    if source == ["-"] or (not source and sys.stdin is not None and not sys.stdin.isatty()):
        return Given([Bytes(_text_or_raw(_piped(), "-"))])
    path = _path(source[0]) if len(source) == 1 else None
    if path is None:
        return Given([Bytes(_typed(" ".join(source)))])
    try:
        with path.open("rb") as stream:
            data = _limited(stream, str(path))
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}", f"{path}：{error.strerror}") from None
    return _trace(path) if data.startswith(_PCAPNG) else Given([Bytes(_text_or_raw(data, str(path)))])


def _piped() -> bytes:
    if sys.stdin is None:
        raise Unreadable("-: standard input is closed: give it a pipe or a file", "-：标准输入已关闭：请接管道或文件")
    try:
        return _limited(sys.stdin.buffer, "-")
    except OSError as error:
        raise Unreadable(f"-: {error.strerror or error}", f"-：{error.strerror or error}") from None


def _limited(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise Unreadable(
            f"{name}: more than {LIMIT // _MIB} MiB, which is the most that is read: split the input",
            f"{name}：超过 {LIMIT // _MIB} MiB 的输入上限：请拆分后再解释",
        )
    return data


def _path(argument: str) -> Path | None:
    path = Path(argument)
    if not argument.strip():
        return None
    try:
        if path.is_dir():
            return path / _TRACE
        return path if path.exists() else None
    except OSError:  # hex is often longer than a name may be
        return None


def _typed(text: str) -> bytes:
    try:
        return parse_hex(text)
    except HexError as error:
        raise Unreadable(
            f"no file of this name, and no hex: line {error.line}, column {error.column}: {error.en}",
            f"没有此文件，也不是十六进制：第 {error.line} 行第 {error.column} 列：{error.zh}",
        ) from None


def _text_or_raw(data: bytes, name: str) -> bytes:
    """Hex where the bytes are a text; every frame has bytes that no text has."""
    text = _text(data)
    if text is None:
        return data
    try:
        return parse_hex(text)
    except HexError as error:
        raise Unreadable(
            f"{name}: line {error.line}, column {error.column}: {error.en}",
            f"{name}：第 {error.line} 行第 {error.column} 列：{error.zh}",
        ) from None


def _text(data: bytes) -> str | None:
    """UTF-8, or UTF-16 with its mark, which is what a pipe of PowerShell makes of a text."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        return None
    return text if all(c.isprintable() or c in "\t\r\n\f\ufeff" for c in text) else None


def _joined(parts: Iterable[Bytes]) -> list[Bytes]:
    """A trace has what was sent as it was cut; pieces of a frame, one behind the other, belong together."""
    joined: list[Bytes] = []
    for part in parts:
        before = joined[-1] if joined else part
        if joined and before.sent == part.sent and not (_is_frame(before) or _is_frame(part)):
            joined[-1] = replace(before, data=before.data + part.data)
        else:
            joined.append(part)
    return joined


def _is_frame(part: Bytes) -> bool:
    return read_frame(part.data) is not None


def _trace(path: Path) -> Given:
    from simulator.runtime.trace import TraceUnreadable, read_frames  # only now: a lab PC with hex needs no pcapng

    frames: list[Bytes] = []
    cut = None
    try:
        for at, sent, data in read_frames(path):
            frames.append(Bytes(data, 0, at, sent))
    except TraceUnreadable as error:
        if not frames:
            raise Unreadable(f"{error}: no trace of arclock", f"{error}：不是 arclock 的记录文件") from None
        cut = _cut(path, frames[-1].at or 0, str(error).removeprefix(f"{path}: "))
    return Given(_joined(frames), cut)


def _cut(path: Path, last: Instant, why: str) -> Cut:
    after = f"t = {last // S}.{last % S // MS:03d} s"
    return Cut(
        f"{path}: the file is cut or damaged behind the frame of {after}, the last that can be read ({why})",
        f"{path}：文件在 {after} 的帧之后被截断或损坏，此帧是可读的最后一帧（{why}）",
    )
