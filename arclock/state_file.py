"""A virtual terminal's flash in a file: written before a frame leaves, so that what was sent was stored first."""

import json
import os
from pathlib import Path

from protocol_spec.endpoint import Event, Stimulus
from protocol_spec.instant import Instant
from simulator.terminal import Flash, Terminal


class StateFileError(Exception):
    """The file is not one of ours, or cannot be written."""


def default_state_path(terminal: str) -> Path:
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".local" / "state")
    return Path(base) / "arclock" / f"terminal-{terminal}.json"


def load_flash(path: Path) -> Flash | None:
    if not path.exists():
        return None
    try:
        return Flash.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise StateFileError(
            f"{path} is no terminal state ({error}); move it away to begin with a new terminal"
        ) from None


class Persistent:
    """A terminal whose flash is saved whenever frames are about to leave or counters moved."""

    def __init__(self, terminal: Terminal, path: Path) -> None:
        self.terminal = terminal
        self._path = path
        self._saved: tuple[int, int, int, bool] | None = None
        path.parent.mkdir(parents=True, exist_ok=True)
        self.save()

    def save(self) -> None:
        flash = self.terminal.flash
        mark = (flash.boot_counter, flash.store.following, flash.store.watermark, flash.registered)
        if mark == self._saved:
            return
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(flash.as_json(), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        self._saved = mark

    def link_up(self, now: Instant) -> None:
        self.terminal.link_up(now)

    def link_down(self, now: Instant) -> None:
        self.terminal.link_down(now)

    def receive_data(self, data: bytes, now: Instant) -> None:
        self.terminal.receive_data(data, now)

    def stimulate(self, stimulus: Stimulus, now: Instant) -> None:
        self.terminal.stimulate(stimulus, now)

    def handle_timer(self, now: Instant) -> None:
        self.terminal.handle_timer(now)

    def next_timer(self) -> Instant | None:
        return self.terminal.next_timer()

    def data_to_send(self) -> list[bytes]:
        self.save()
        return self.terminal.data_to_send()

    def next_event(self) -> Event | None:
        return self.terminal.next_event()
