"""The top of the page: what was run, on what line, what came of it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from reports.run import Run
from reports.words import KINDS, STORIES, VERDICTS, Words, said

Tone: TypeAlias = Literal["good", "bad", "plain"]
_TONES: dict[str, Tone] = {
    "conformant": "good",
    "as expected": "good",
    "not conformant": "bad",
    "not as expected": "bad",
}


@dataclass(frozen=True)
class Badge:
    label: Words
    words: Words
    tone: Tone


@dataclass(frozen=True)
class Tile:
    label: Words
    value: Words
    tone: Tone = "plain"


@dataclass(frozen=True)
class Summary:
    kind: Words
    title: Words
    facts: tuple[tuple[Words, str], ...]
    badges: tuple[Badge, ...]
    tiles: tuple[Tile, ...]
    findings: tuple[str, ...]


def summary_of(run: Run) -> Summary:
    manifest = run.manifest
    kind = said(KINDS, manifest.kind)
    unnamed = Words(f"{kind.zh}：{manifest.target}", f"{kind.en}: {manifest.target}") if manifest.target else kind
    fallback = Words(manifest.name, manifest.name) if manifest.name else unnamed
    told = (
        (Words("名称", "Name"), manifest.name),
        (Words("线路", "Line"), manifest.line),
        (Words("被测对象", "Under test"), manifest.target),
        (Words("历时", "Took"), f"{manifest.seconds:.1f} s" if manifest.seconds is not None else ""),
    )
    return Summary(
        kind=kind,
        title=Words(manifest.title.zh or fallback.zh, manifest.title.en or fallback.en),
        facts=tuple((label, value) for label, value in told if value),
        badges=badges_of(run),
        tiles=(*_record_tiles(run), *_story_tiles(run)),
        findings=manifest.findings,
    )


def badges_of(run: Run) -> tuple[Badge, ...]:
    """What the manifest concludes. Nothing is concluded here: a run that did not finish has no verdict."""
    badges = []
    if run.manifest.verdict is not None:
        badges.append(_badge(Words("结论", "Verdict"), VERDICTS, run.manifest.verdict))
    if run.manifest.story is not None:
        badges.append(_badge(Words("剧情", "Story"), STORIES, run.manifest.story))
    if not badges:
        unknown = Words("未记录，运行可能中断", "not recorded, the run may not have finished")
        badges.append(Badge(Words("结论", "Verdict"), unknown, "plain"))
    return tuple(badges)


def _badge(label: Words, table: dict[str, Words], name: str) -> Badge:
    return Badge(label, table[name], _TONES.get(name, "plain"))


def _record_tiles(run: Run) -> list[Tile]:
    outcome = run.manifest.outcome
    if outcome is None:
        return []
    numbers = [
        _number(Words("终端生成记录", "records made"), outcome.made),
        _number(Words("平台存有记录", "records held"), outcome.held),
        _number(Words("缺失", "missing"), outcome.missing, "bad" if outcome.missing else "good"),
        _number(Words("重复送达（只存一次）", "arrived again, stored once"), outcome.again),
    ]
    tiles = [tile for tile in numbers if tile is not None]
    if outcome.relay_closed is not None:
        state = Words("闭合", "closed") if outcome.relay_closed else Words("断开", "open")
        tiles.append(Tile(Words("结束时继电器", "relay in the end"), state))
    return tiles


def _number(label: Words, value: int | None, tone: Tone = "plain") -> Tile | None:
    return Tile(label, Words(str(value), str(value)), tone) if value is not None else None


def _story_tiles(run: Run) -> list[Tile]:
    if run.timeline is None:
        return []
    refused = [entry for entry in run.timeline.of("platform.decision") if not entry.facts.get("granted")]
    tiles = [_number(Words("被拒扫码", "scans refused"), len(refused))]
    powered = [entry.facts.get("millis") for entry in run.timeline.of("platform.powered")]
    if times := [millis for millis in powered if isinstance(millis, int | float)]:
        zh, en = ("（最长）", ", longest") if len(times) > 1 else ("", "")
        value = f"{max(times):g} ms"
        tiles.append(Tile(Words(f"扫码至通电{zh}", f"scan to power{en}"), Words(value, value)))
    arcs = [entry.facts.get("arc_millis") for entry in run.timeline.of("platform.stored")]
    if burnt := sum(millis for millis in arcs if isinstance(millis, int | float)):
        tiles.append(Tile(Words("燃弧时间", "arc time"), Words(f"{burnt / 1000:.1f} s", f"{burnt / 1000:.1f} s")))
    return [tile for tile in tiles if tile is not None]
