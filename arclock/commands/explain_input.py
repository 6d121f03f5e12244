"""What `arclock explain` was given: hex on the command line, a file of either sort, a trace, a pipe."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from protocol_spec.explain import HexError, parse_hex
from protocol_spec.frame import read_frame
from protocol_spec.instant import Instant

_PCAPNG = bytes.fromhex("0A0D0D0A")
_TRACE = "trace.pcapng"


@dataclass(frozen=True)
class Bytes:
    """Bytes that belong together. Of a trace each frame is one, with its time and whether the recorded end sent it."""

    data: bytes
    offset: int = 0
    at: Instant | None = None
    sent: bool | None = None


class Unreadable(Exception):
    """The input is none: whoever typed the command can do something about it."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


def bytes_of(source: list[str]) -> list[Bytes]:
    """What is to be explained.

    Raises:
        Unreadable: it cannot be read, or there is nothing in it.
    """
    found = _found(source)
    if not any(part.data for part in found):
        raise Unreadable(
            "nothing to explain: give hex, a file, or - and a pipe",
            "没有可解释的字节：请给出十六进制、文件，或 - 加管道",
        )
    return found


def _found(source: list[str]) -> list[Bytes]:
    if source == ["-"] or (not source and not sys.stdin.isatty()):
        return [Bytes(_text_or_raw(sys.stdin.buffer.read(), "-"))]
    path = _path(source[0]) if len(source) == 1 else None
    if path is None:
        return [Bytes(_typed(" ".join(source)))]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}", f"{path}：{error.strerror}") from None
    return _trace(path) if data.startswith(_PCAPNG) else [Bytes(_text_or_raw(data, str(path)))]


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


def _trace(path: Path) -> list[Bytes]:
    from simulator.runtime.trace import TraceUnreadable, read_frames  # only now: a lab PC with hex needs no pcapng

    try:
        return _joined(Bytes(data, 0, at, sent) for at, sent, data in read_frames(path))
    except TraceUnreadable as error:
        raise Unreadable(f"{error}: no trace of arclock", f"{error}：不是 arclock 的记录文件") from None
