"""What matters in a frame, in one line: the fields a person looks at first, by message. The rest shows its first three."""

import re

from protocol_spec.explain import Explained, Piece

FIRST = 3

WHAT_MATTERS: dict[str, tuple[str, ...]] = {
    "REGISTER": ("hardware", "firmware", "qr"),
    "REGISTER_ACK": ("result",),
    "LOGIN": ("boot_counter", "suite", "following"),
    "LOGIN_ACK": ("result", "watermark", "heartbeat", "status_idle"),
    "LOGOUT": ("reason",),
    "PLATFORM_ACK": ("answered", "answers", "result", "watermark"),
    "TERMINAL_ACK": ("answered", "answers", "result"),
    "STATUS": ("record", "lock", "relay_feedback", "mains_current", "arc_current", "energy"),
    "WELD_SAMPLES": ("record", "grant"),
    "SESSION_SUMMARY": ("record", "grant", "arc_millis", "arc_starts", "energy", "reason"),
    "EVENT": ("record", "event", "value"),
    "UNLOCK": ("command", "grant", "idle_limit", "grant_end"),
    "LOCK": ("command", "reason", "mode"),
    "COMMAND_RESULT": ("command", "result", "relay_feedback", "took"),
    "TIME": ("now",),
}

LABELS: dict[str, tuple[str, str]] = {
    "record": ("#", "#"),
    "watermark": ("safe to ", "已入库至 "),
    "boot_counter": ("boot ", "上电 "),
    "following": ("next #", "下一 #"),
    "heartbeat": ("heartbeat ", "心跳 "),
    "status_idle": ("status ", "状态 "),
    "grant": ("grant ", "授权 "),
    "command": ("cmd ", "命令 "),
    "answers": ("seq ", "流水 "),
    "idle_limit": ("idle ", "空闲 "),
    "grant_end": ("until ", "至 "),
    "arc_millis": ("arc ", "燃弧 "),
    "arc_starts": ("starts ", "起弧 "),
    "oldest": ("oldest #", "最早 #"),
    "relay_feedback": ("relay ", "继电器 "),
    "mains_current": ("mains ", "网侧 "),
    "arc_current": ("arc ", "电弧 "),
    "took": ("took ", "用时 "),
    "value": ("value ", "数值 "),
}
"""What stands before a value that does not speak for itself."""

_NUMBERED = re.compile(r"\d+ [A-Z][A-Z0-9_]+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)\.\d{3}Z")

ABSENT = ("not available", "无此数据")


def gist(title: str, explained: Explained, lang: str) -> str:
    pieces = {piece.path.removeprefix("body."): piece for piece in explained.pieces if piece.path.startswith("body.")}
    names = WHAT_MATTERS.get(title) or tuple(pieces)[:FIRST]
    said = (_said(name, pieces[name], lang) for name in names if name in pieces)
    return " · ".join(part for part in said if part)


def _said(name: str, piece: Piece, lang: str) -> str:
    shown = piece.shown.text(lang)
    if shown in ABSENT:
        return ""
    if _NUMBERED.fullmatch(shown) or name == "answered":
        shown = _name(piece, lang)
    elif moment := _MOMENT.fullmatch(shown):
        shown = moment[1]
    return f"{LABELS.get(name, ('', ''))[lang == 'zh']}{shown}"


def _name(piece: Piece, lang: str) -> str:
    """Of a number of a closed list: its own name, or in Chinese what it stands for."""
    if lang == "zh" or not isinstance(piece.value, str):
        return piece.meaning.text(lang).replace("：", ": ").rpartition(": ")[2]
    return piece.value
