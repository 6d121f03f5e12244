"""The parts of the live view: how the terminal stands, what is true beside what it reported, its frames."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from arclock.console import language, pick
from arclock.stand.frame_log import FrameSeen
from arclock.stand.snapshot import Readings, Snapshot
from protocol_spec.codes import LockState, RelayState, Result
from protocol_spec.explain.moment import utc_text
from protocol_spec.instant import MINUTE, MS, Instant, S

GOOD, BAD, CAUTION, QUIET = "green", "bold red", "yellow", "dim"

_MEASURED = (
    ("arc_current", "arc", "电弧", 1, "A"),
    ("arc_voltage", "voltage", "电压", 1, "V"),
    ("mains_current", "mains", "网侧", 1, "A"),
    ("temperature", "temp.", "温度", 1, "℃"),
    ("energy", "energy", "电能", 0, "Wh"),
)

_SESSIONS = {
    "down": ("no session", "无会话", QUIET),
    "open": ("no session", "无会话", CAUTION),
    "asked": ("logging in", "登录中", CAUTION),
    "live": ("live", "在线", GOOD),
    "barred": ("barred", "暂停登录", BAD),
}
_LINKS = {
    "up": ("up", "已连接", GOOD),
    "dialling": ("dialling", "连接中", CAUTION),
    "down": ("down", "未连接", BAD),
    "pulled": ("pulled", "已拔出", BAD),
}


def grid(*ratios: int) -> Table:
    table = Table.grid(expand=True, padding=(0, 1, 0, 0))
    for ratio in ratios:
        table.add_column(ratio=ratio or None, no_wrap=True, overflow="ellipsis")
    return table


def lock_panel(seen: Snapshot) -> Table:
    """Lock, grant, relay, machine."""
    now, table = seen.standing, grid(0, 1)
    lock = LockState[now.lock]
    style = {LockState.LOCKED: GOOD, LockState.UNLOCKED: CAUTION}.get(lock, BAD)
    if now.power:
        table.add_row(_label("lock", "锁"), Text(f"{now.lock} {lock.zh}" if language() == "zh" else now.lock, style))
    else:
        table.add_row(_label("lock", "锁"), Text(pick("module is off", "模块已关机"), BAD))
    table.add_row(_label("grant", "授权"), _grant(seen))
    table.add_row(_label("relay", "继电器"), _relay(seen))
    table.add_row(_label("machine", "焊机"), _machine(seen))
    return table


def session_panel(seen: Snapshot) -> Table:
    """Link, session, clock, store."""
    now, table = seen.standing, grid(0, 1)
    link, session = _LINKS[now.link], _SESSIONS[now.session]
    said = Text(pick(*link[:2]), link[2])
    said.append("  ").append(pick(*session[:2]), session[2])
    if now.session != "live" and seen.next_dial is not None and seen.next_dial > seen.now:
        wait = (seen.next_dial - seen.now) // S
        said.append(pick(f"  next in {wait} s", f"  {wait} 秒后重试"), QUIET)
    table.add_row(_label("link", "链路"), said)
    table.add_row(_label("clock", "时钟"), _clock(seen))
    table.add_row(
        _label("store", "记录"),
        pick(
            f"{seen.held} held, {seen.waiting} to send",
            f"存 {seen.held} 条，待发 {seen.waiting} 条",
        ),
    )
    table.add_row(
        _label("records", "编号"),
        pick(f"next #{seen.following}, safe to {seen.watermark}", f"下一 #{seen.following}，已入库至 {seen.watermark}"),
    )
    return table


def readings_panel(seen: Snapshot) -> Table:
    table = grid(0, *(1 for _ in _MEASURED), 0)
    table.add_row("", *(Text(pick(en, zh), QUIET) for _, en, zh, _, _ in _MEASURED), "")
    table.add_row(_label("true", "真值"), *_values(seen.true), "")
    age = pick("no STATUS yet", "尚无状态帧") if seen.reported_at is None else _ago(seen.now - seen.reported_at)
    table.add_row(_label("reported", "上报"), *_values(seen.reported), Text(age, QUIET))
    return table


def frames_panel(frames: Iterable[FrameSeen]) -> Table:
    """One line each, the last at the bottom."""
    table = grid(0, 0, 0, 1, 0)
    for frame in frames:
        way = Text("→", "cyan") if frame.sent else Text("←", "magenta")
        title = Text(frame.title, QUIET if frame.again else "")
        table.add_row(Text(_time(frame.at), QUIET), way, title, frame.gist(language()), _became(frame))
    return table


def _became(frame: FrameSeen) -> Text:
    if frame.again:
        return Text(pick("again", "重发"), CAUTION)
    if frame.answer is not None:
        if frame.answer is Result.OK:
            return Text("✓ ", GOOD).append(f"{(frame.answered_at - frame.at) // MS} ms", QUIET)
        return Text(f"✗ {frame.answer.text(language())}", BAD)
    return Text("…", QUIET) if frame.waits else Text("")


def _label(en: str, zh: str) -> Text:
    return Text(pick(en, zh), QUIET)


def _grant(seen: Snapshot) -> str:
    if not seen.standing.grant or seen.grant_end is None:
        return pick("none", "无")
    until = _time(seen.grant_end)[:8]
    said = f"{seen.standing.grant} · {seen.standing.worker} · "
    return said + pick(f"until {until} · idle {seen.idle_limit} s", f"至 {until} · 空闲 {seen.idle_limit} 秒")


def _relay(seen: Snapshot) -> Text:
    now = seen.standing
    told, true = RelayState[now.relay_command], RelayState.CLOSED if now.relay else RelayState.OPEN
    said = Text(pick("told ", "指令 "), QUIET).append(_state(told), "")
    said.append(pick("  true ", "  实际 "), QUIET)
    return said.append(_state(true), "" if told is true else BAD)


def _state(state: RelayState) -> str:
    return pick(state.name, state.zh)


def _machine(seen: Snapshot) -> Text:
    now = seen.standing
    said = Text()
    for text, alarming in (
        (pick("trigger ", "扳机 ") + (pick("on", "按下") if now.trigger else pick("off", "松开")), False),
        (pick("cover ", "外盖 ") + (pick("open", "打开") if now.cover else pick("closed", "关闭")), now.cover),
        (pick("arc", "燃弧"), False) if now.arc else ("", False),
        (pick("tripped", "过热保护"), True) if now.tripped else ("", False),
        (pick("gas", "可燃气体"), True) if now.gas else ("", False),
        (pick("no mains", "断电"), True) if not now.mains else ("", False),
    ):
        if text:
            said.append("  " if said else "").append(text, BAD if alarming else "")
    return said


def _clock(seen: Snapshot) -> Text:
    minutes, seconds = divmod(seen.uptime // S, 60)
    uptime = pick(f"up {minutes}:{seconds:02d}", f"已运行 {minutes}:{seconds:02d}")
    if seen.utc is None:
        return Text(pick("not set", "未校时"), CAUTION).append(f"  {uptime}", QUIET)
    return Text(utc_text(seen.utc)[11:19] + " UTC").append(f"  {uptime}", QUIET)


def _values(readings: Readings) -> list[str]:
    return [_value(getattr(readings, name), digits, unit) for name, _, _, digits, unit in _MEASURED]


def _value(value: int | None, digits: int, unit: str) -> str:
    if value is None:
        return "—"
    return f"{value / 10**digits:.{digits}f} {unit}"


def _ago(age: Instant) -> str:
    if age < MINUTE:
        return pick(f"{age // S} s ago", f"{age // S} 秒前")
    return pick(f"{age // MINUTE} min ago", f"{age // MINUTE} 分钟前")


def _time(utc: Instant) -> str:
    return utc_text(utc // MS * MS)[11:23]
