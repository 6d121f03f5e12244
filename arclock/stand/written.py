"""The run folder of a stand: manifest, timeline, truth, and the trace that replays and that Wireshark opens."""

import contextlib
from pathlib import Path
from types import TracebackType

from arclock.stand.happening import SILENT, Happening
from arclock.stand.stand import Stand
from arclock.stand.truth import TruthLog
from protocol_spec.instant import S
from simulator.runtime.run_folder import RunFolder

_UNTOLD = (*SILENT, "frame", "record")


class Written:
    """A listener; open it around the run.

    Raises:
        RunFolderUnwritable: with what the operating system said.
    """

    def __init__(self, stand: Stand, path: Path) -> None:
        who = stand.setup.who.terminal
        self._bench = stand
        self._folder = RunFolder(
            path,
            {
                "kind": "terminal",
                "name": who,
                "title_zh": f"虚拟终端 {who}",
                "title_en": f"virtual terminal {who}",
                "command": "arclock terminal",
                "seed": stand.setup.seed,
                "profile": stand.setup.kind.name,
                "booted": stand.booted,
            },
        )
        self._stack = contextlib.ExitStack()
        stand.listeners.append(self)

    def __call__(self, happening: Happening) -> None:
        if happening["what"] not in _UNTOLD:
            at = round((happening["at"] - self._bench.booted) / S, 6)
            facts = {name: value for name, value in happening.items() if name not in ("at", "what")}
            self._folder.append("timeline", {"at": at, "who": "terminal", "what": happening["what"], **facts})

    def __enter__(self) -> "Written":
        self._bench.sinks.append(self._stack.enter_context(self._folder.trace("terminal")))
        self._stack.enter_context(TruthLog(self._bench, self._folder.path / "truth.jsonl"))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        frames = self._bench.frames
        self._stack.close()
        self._bench.sinks.clear()
        self._folder.close_manifest({"frames": {"sent": frames.sent, "received": frames.received}})
