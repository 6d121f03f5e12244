"""A flash medium in a file: one block that says what it is, then the pages. What was never written reads as erased.

The file belongs to one process at a time. It is written without a buffer, so what a killed process wrote is there; `sync` is
what a machine that loses its supply needs.
"""

import os
import re
import sys
import weakref
from pathlib import Path

from simulator.terminal.nonvolatile.medium import ERASED

PAGE_SIZE = 4096
_LABEL = "arclock terminal flash 1: {} pages of {} bytes\n"
_LABELLED = re.compile(_LABEL.format(r"(\d{1,7})", r"(\d{3,6})").encode())
_LOCK_AT = 1 << 40
"""Where Windows locks a byte: behind everything that is ever read."""


class StateFileError(Exception):
    """The file is not one of ours, is somebody else's just now, or cannot be written."""


class FileMedium:
    """
    Raises:
        StateFileError: as above, with what to do.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        self._closing = weakref.finalize(self, os.close, self._file)
        _lock(self._file, path)
        found = _LABELLED.match(self._read(0, PAGE_SIZE))
        if found is None:
            raise StateFileError(f"{path} is no terminal state; move it away to begin with a new terminal")
        self.pages, self.page_size = int(found[1]), int(found[2])

    @staticmethod
    def create(path: Path, pages: int) -> None:
        """A blank one; it is there whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.write_bytes(_LABEL.format(pages, PAGE_SIZE).encode().ljust(PAGE_SIZE))
        fresh.replace(path)

    def close(self) -> None:
        """Let others have it."""
        self._closing()

    def read(self, offset: int, size: int) -> bytes:
        return self._read(PAGE_SIZE + offset, size).ljust(size, bytes([ERASED]))

    def program(self, offset: int, data: bytes) -> None:
        self._write(PAGE_SIZE + offset, data)

    def erase(self, page: int) -> None:
        self._write(PAGE_SIZE + page * self.page_size, bytes([ERASED]) * self.page_size)

    def sync(self) -> None:
        try:
            os.fsync(self._file)
        except OSError as error:
            raise self._unwritable(error) from error

    def _read(self, at: int, size: int) -> bytes:
        os.lseek(self._file, at, os.SEEK_SET)
        parts = []
        while size and (part := os.read(self._file, size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _write(self, at: int, data: bytes) -> None:
        try:
            os.lseek(self._file, at, os.SEEK_SET)
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> StateFileError:
        return StateFileError(f"{self.path} cannot be written: {error.strerror}")


def _lock(file: int, path: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, _LOCK_AT, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise StateFileError(
            f"{path} is the state of a terminal that is running: end that one, or give this one --state with another file"
        ) from None
