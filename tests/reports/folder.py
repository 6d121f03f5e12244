"""A small run folder, written by hand: what a run leaves behind, and not by the code that writes it."""

import json
from pathlib import Path
from typing import Any

from protocol_spec.codes import ClockState, CoordinateSystem, Flag, LockState, RelayState, Supply
from protocol_spec.frame import frame_of
from protocol_spec.kinds import ABSENT_I16, ABSENT_U16, NO_POSITION
from protocol_spec.messages import Heartbeat, Status
from simulator.runtime.tape import Entry, Kind
from simulator.runtime.trace import TraceWriter

TERMINAL = "9999010000000001"
SECOND = 1_000_000

TIMELINE: list[dict[str, Any]] = [
    {"at": 0.1, "who": "platform", "what": "login", "terminal": TERMINAL, "boot": 1},
    {"at": 0.1, "who": "terminal", "what": "login", "boot": 1, "watermark": 0},
    {"at": 1.0, "who": "terminal", "what": "record", "number": 1, "kind": "STATUS"},
    {"at": 1.1, "who": "platform", "what": "stored", "number": 1, "kind": "STATUS", "backfill": False},
    {"at": 1.2, "who": "terminal", "what": "watermark", "number": 1},
    {"at": 2.0, "who": "worker", "what": "scan", "worker": "W-0002", "permit": 1},
    {"at": 2.0, "who": "platform", "what": "decision", "scan": 1, "reason": "CERTIFICATE_EXPIRED", "granted": False},
    {"at": 3.0, "who": "worker", "what": "scan", "worker": "W-0001", "permit": 1},
    {"at": 3.0, "who": "platform", "what": "decision", "scan": 2, "reason": "GRANTED", "granted": True},
    {"at": 3.1, "who": "terminal", "what": "relay", "closed": True},
    {"at": 3.2, "who": "platform", "what": "command", "result": "OK", "closed": True, "took": 90},
    {"at": 3.2, "who": "platform", "what": "powered", "grant": 1, "millis": 240},
    {"at": 4.0, "who": "world", "what": "unplug"},
    {"at": 4.5, "who": "terminal", "what": "record", "number": 2, "kind": "STATUS"},
    {"at": 5.0, "who": "world", "what": "plug"},
    {"at": 6.0, "who": "terminal", "what": "locked", "grant": 1, "reason": "COVER"},
    {"at": 6.1, "who": "platform", "what": "stored", "number": 2, "kind": "STATUS", "backfill": True},
    {"at": 6.2, "who": "platform", "what": "stored", "number": 3, "kind": "EVENT", "backfill": True, "event": "GAS"},
    {"at": 7.0, "who": "terminal", "what": "hum", "pitch": 440},
]


def write_run(folder: Path, **manifest: Any) -> Path:
    """A scenario with everything a scenario leaves behind."""
    write_manifest(folder, kind="scenario", title_zh="第一次扫码焊接", title_en="A first weld", **manifest)
    write_lines(folder / "timeline.jsonl", TIMELINE)
    write_lines(folder / "truth.jsonl", truth())
    write_trace(folder)
    return folder


def write_manifest(folder: Path, **manifest: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return write_json(folder / "manifest.json", {"schema": 1, "arclock": "0.1.0", "python": "3.11.7", **manifest})


def write_json(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def write_lines(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def truth() -> list[dict[str, Any]]:
    """Eight seconds; the relay is closed from 3 to 6."""
    lines = []
    for n in range(41):
        on = 15 <= n < 30
        lines.append(
            {"at": n / 5, "relay": int(on), "arc_current": 1300 * on, "mains_current": 90 * on, "arc_voltage": 0}
        )
    return lines


def status(record: int, mains: int) -> Status:
    """A STATUS of a module that measures the mains current and nothing else."""
    return Status(
        record=record,
        time=0,
        clock=ClockState.UPTIME,
        lock=LockState.LOCKED,
        relay_command=RelayState.OPEN,
        relay_feedback=RelayState.OPEN,
        grant=0,
        mains_current=mains,
        arc_current=ABSENT_U16,
        arc_voltage=ABSENT_U16,
        temperature=ABSENT_I16,
        energy=0,
        coordinates=CoordinateSystem.NO_FIX,
        latitude=NO_POSITION,
        longitude=NO_POSITION,
        signal=255,
        supply=Supply.MAINS,
    )


def write_trace(folder: Path) -> Path:
    """Two STATUS, one of them sent twice, and a HEARTBEAT."""
    sent = [
        frame_of(status(1, 0), TERMINAL, 0),
        frame_of(status(2, 88), TERMINAL, 1),
        frame_of(status(2, 88), TERMINAL, 2, Flag.BACKFILL),
        frame_of(Heartbeat(oldest=1), TERMINAL, 3),
    ]
    with TraceWriter(folder / "trace.pcapng", "terminal") as trace:
        for n, frame in enumerate(sent, 1):
            trace(Entry(n * SECOND, Kind.SENT, frame.encode()))
    return folder / "trace.pcapng"


def result(case: str, clause: str, verdict: str, **more: Any) -> dict[str, Any]:
    return {
        "case": case,
        "clause": clause,
        "level": "MUST",
        "purpose_zh": f"{case} 的目的",
        "purpose_en": f"the purpose of {case}",
        "verdict": verdict,
        "reason": "" if verdict == "PASS" else f"why {case} is {verdict}",
        "seconds": 2.1,
        "steps": [
            {"at": 0.0, "kind": "send", "text": "LOCK", "ok": None, "frame": "5754", "message": "LOCK"},
            {"at": 0.5, "kind": "expect", "text": "an answer", "ok": verdict == "PASS", "frame": "", "message": ""},
        ],
        **more,
    }


RESULTS = [
    result("SES/HB/BV-01", "SES-06", "PASS"),
    result("FRM/CRC/BI-01", "FRM-08", "INCONC"),
    result("LCK/LOCK/BV-01", "LCK-07", "FAIL"),
    result("REP/STATUS/BV-01", "REP-03", "ERROR"),
    result("EVT/GAS/BV-01", "EVT-01", "NOT_APPLICABLE", steps=[]),
    result("FRM/NOISE/BI-01", "FRM-11", "NONE"),
]
TALLY = {"pass": 1, "inconc": 1, "fail": 1, "error": 1, "not_applicable": 1, "none": 1}


def write_campaign(folder: Path, **manifest: Any) -> Path:
    write_manifest(folder, **{"kind": "campaign", "verdict": "not conformant", "tally": TALLY, **manifest})
    write_lines(folder / "results.jsonl", RESULTS)
    return folder


IMPORT = {
    "file": "sample.xlsx",
    "rows": 9,
    "accepted": 7,
    "rejected": 2,
    "errors": 2,
    "warnings": 1,
    "by_county": {"410122 中牟县": 2, "410105 金水区": 5},
    "machines": 31,
    "workers": 47,
    "findings": [
        {"cell": "C7", "level": "error", "code": "USCC_CHECK", "zh": "校验位不对", "en": "wrong check character"},
        {"cell": "J9", "level": "warning", "code": "TOWN", "zh": "乡镇不在名单中", "en": "town not in the list"},
    ],
}
