"""A virtual terminal's flash in a file: what leaves the terminal was stored first, and a kill at any instant tears nothing.

Earlier programs kept the flash as JSON, rewritten whole; such a file is read once, and stays beside the new one as `.old`.
"""

import json
import os
import shutil
from pathlib import Path

from arclock.file_medium import PAGE_SIZE, FileMedium, StateFileError
from simulator.terminal import Flash, Terminal
from simulator.terminal.nonvolatile import Journal, Kept, MediumFull, NotReadable

__all__ = ["KeptInFile", "StateFile", "StateFileError", "default_state_path", "open_state"]

_RECORD = 128
"""Bytes that a record takes on the medium, reckoned with."""
_LEAST = 64


def default_state_path(terminal: str) -> Path:
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".local" / "state")
    return Path(base) / "arclock" / f"terminal-{terminal}.flash"


class StateFile:
    """An open one; it is ours until `close`. `flash` is what a terminal is to be made of, None where there never was one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._medium = FileMedium(path)
        try:
            self._journal = Journal(self._medium)
        except NotReadable as error:
            self.close()
            raise StateFileError(f"{path} does not read ({error}); move it away to begin with a new terminal") from None
        self.flash = self._journal.flash

    def keep(self, terminal: Terminal) -> "KeptInFile":
        """The endpoint round this terminal, which was made of `flash`."""
        return KeptInFile(terminal, self._journal, self.path)

    def close(self) -> None:
        self._medium.close()


class KeptInFile(Kept):
    def __init__(self, terminal: Terminal, journal: Journal, path: Path) -> None:
        self._path = path
        super().__init__(terminal, journal)

    def _commit(self, leaving: bool = False) -> None:
        try:
            super()._commit(leaving)
        except MediumFull as error:
            raise StateFileError(f"{self._path} is full: {error}") from error


def open_state(path: Path, store_records: int) -> StateFile:
    """`store_records` is what a new one is to have room for.

    Raises:
        StateFileError: it is no terminal state, or belongs to a terminal that is running.
    """
    earlier = path if path.exists() else path.with_suffix(".json")
    if earlier.exists() and (earlier == path or path.suffix == ".flash") and _is_json(earlier):
        _take_over(earlier, path)
    elif not path.exists():
        FileMedium.create(path, _pages(store_records))
    return StateFile(path)


def _pages(store_records: int) -> int:
    """Somewhat more than twice what is in force when the store is full."""
    return max(_LEAST, store_records * _RECORD * 5 // 2 // PAGE_SIZE)


def _is_json(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(64).lstrip()[:1] == b"{"


def _take_over(earlier: Path, path: Path) -> None:
    """The new file is whole before it takes the old one's place, and the old one has its copy before that."""
    try:
        flash = Flash.from_json(json.loads(earlier.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise StateFileError(
            f"{earlier} is no terminal state ({error}); move it away to begin with a new terminal"
        ) from None
    fresh = path.with_name(path.name + ".taken-over")
    FileMedium.create(fresh, _pages(flash.store.capacity))
    medium = FileMedium(fresh)
    journal = Journal(medium)
    journal.keep(flash)
    journal.commit(0, leaving=True)
    medium.close()
    shutil.copyfile(earlier, earlier.with_name(earlier.name + ".old"))
    fresh.replace(path)
    if earlier != path:
        earlier.unlink()
