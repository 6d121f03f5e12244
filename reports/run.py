"""A run folder, read. What is not there is None or empty; what is damaged raises NotARun."""

from dataclasses import dataclass
from pathlib import Path

from reports.frames import Frames, read_trace_frames
from reports.imported import Imported, read_imports
from reports.manifest import Manifest, read_manifest
from reports.not_a_run import NotARun
from reports.results import CaseResult, read_results
from reports.timeline import Timeline, read_timeline
from reports.truth import Truth, read_truth

_STORY = ("timeline.jsonl", "truth.jsonl", "trace.pcapng")
_LEFT_BY = {"scenario": _STORY, "quickstart": (*_STORY, "import.json"), "campaign": ("results.jsonl", "trace.pcapng")}


@dataclass(frozen=True)
class Run:
    name: str
    """Of the folder; empty for the run itself, so that a copy elsewhere gives the same page."""
    manifest: Manifest
    timeline: Timeline | None
    truth: Truth | None
    frames: Frames | None
    results: tuple[CaseResult, ...]
    imports: tuple[Imported, ...]
    parts: tuple["Run", ...]
    """Folders inside that are runs themselves, by name."""

    @property
    def absent(self) -> tuple[str, ...]:
        """Files that a run of this kind leaves behind and that this one did not."""
        there = {
            "timeline.jsonl": self.timeline,
            "truth.jsonl": self.truth,
            "trace.pcapng": self.frames,
            "results.jsonl": self.results,
            "import.json": self.imports,
        }
        return tuple(name for name in _LEFT_BY.get(self.manifest.kind, ()) if not there[name])


def read_run(folder: Path) -> Run:
    """Read a run and its parts.

    Raises:
        NotARun: no folder, no manifest, or a file that cannot be read.
    """
    if not folder.is_dir():
        raise NotARun(str(folder), "there is no such folder", "give the folder that a run left behind")
    parts = sorted(inner.parent for inner in folder.glob("*/manifest.json"))
    return _read(folder, "", tuple(_read(part, part.name, ()) for part in parts))


def _read(folder: Path, name: str, parts: tuple[Run, ...]) -> Run:
    return Run(
        name=name,
        manifest=read_manifest(folder),
        timeline=read_timeline(folder),
        truth=read_truth(folder),
        frames=read_trace_frames(folder),
        results=read_results(folder),
        imports=read_imports(folder),
        parts=parts,
    )
