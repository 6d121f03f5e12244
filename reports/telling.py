"""How one entry of a timeline is told. Codes are named by `protocol_spec`; an entry nobody knows is told as it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from protocol_spec.codes import EndReason, EventCode, Result
from protocol_spec.reasons import Reason
from reports.words import WHY, coded, said

Facts: TypeAlias = Mapping[str, Any]
Tone: TypeAlias = Literal["plain", "good", "bad", "warn"]


@dataclass(frozen=True)
class Said:
    zh: str
    en: str
    tone: Tone = "plain"


def tell(who: str, what: str, facts: Facts) -> Said | None:
    """The sentence for an entry; None where it is routine, to be counted only."""
    teller = _TELLERS.get(f"{who}.{what}")
    return teller(facts) if teller is not None else _as_it_stands(what, facts)


def _as_it_stands(what: str, facts: Facts) -> Said:
    told = " ".join([what, *(f"{name}={value}" for name, value in facts.items())])
    return Said(told, told)


def _scan(facts: Facts) -> Said:
    worker, permit = facts.get("worker", "?"), facts.get("permit")
    zh, en = (f"，作业票 {permit}", f", permit {permit}") if permit is not None else ("，无作业票", ", no permit")
    return Said(f"扫码：{worker}{zh}", f"scan by {worker}{en}")


def _decision(facts: Facts) -> Said:
    reason = coded(Reason, facts.get("reason"))
    if facts.get("granted"):
        return Said(f"判定：{reason.zh}", f"decision: {reason.en}", "good")
    return Said(f"判定：拒绝，{reason.zh}", f"decision: refused, {reason.en}", "bad")


def _relay(facts: Facts) -> Said:
    return (
        Said("继电器闭合，焊机通电", "relay closed: the machine has power")
        if facts.get("closed")
        else Said("继电器断开，焊机断电", "relay open: the machine has no power")
    )


def _powered(facts: Facts) -> Said:
    millis = facts.get("millis", "?")
    return Said(f"扫码至通电 {millis} ms", f"scan to power in {millis} ms", "good")


def _locked(facts: Facts) -> Said:
    reason = coded(EndReason, facts.get("reason"))
    tone: Tone = "plain" if facts.get("reason") == EndReason.PLATFORM.name else "warn"
    return Said(f"已锁定：{reason.zh}", f"locked: {reason.en}", tone)


def _lock_sent(facts: Facts) -> Said:
    reason = coded(EndReason, facts.get("reason"))
    return Said(f"下发锁定指令：{reason.zh}", f"LOCK sent: {reason.en}")


def _terminal_command(facts: Facts) -> Said | None:
    if facts.get("result") == Result.OK.name:
        return None
    result = coded(Result, facts.get("result"))
    return Said(f"拒绝执行指令：{result.zh}", f"command refused: {result.en}", "bad")


def _platform_command(facts: Facts) -> Said:
    name = str(facts.get("result"))
    result = coded(Result, name) if name in Result.__members__ else said(WHY, name)
    zh, en = ("继电器闭合", "relay closed") if facts.get("closed") else ("继电器断开", "relay open")
    tone: Tone = "plain" if name == Result.OK.name else "warn"
    return Said(f"收到指令结果：{result.zh}，{zh}", f"result of the command: {result.en}, {en}", tone)


def _stored(facts: Facts) -> Said | None:
    zh, en = ("（补传）", " (backfilled)") if facts.get("backfill") else ("", "")
    if facts.get("kind") == "EVENT":
        event = coded(EventCode, facts.get("event"))
        tone: Tone = "plain" if facts.get("event") in (EventCode.POWER_UP.name, EventCode.COVER_CLOSED.name) else "warn"
        return Said(f"收到事件：{event.zh}{zh}", f"event: {event.en}{en}", tone)
    if facts.get("kind") == "SESSION_SUMMARY":
        reason = coded(EndReason, facts.get("reason"))
        seconds, energy = _seconds(facts.get("arc_millis")), facts.get("energy", "?")
        return Said(
            f"作业小结{zh}：燃弧 {seconds} s，电能 {energy} Wh，结束原因：{reason.zh}",
            f"session summary{en}: {seconds} s of arc, {energy} Wh, ended: {reason.en}",
        )
    return None


def _login(facts: Facts) -> Said:
    watermark = facts.get("watermark", "?")
    return Said(
        f"登录成功，平台已有至 № {watermark} 的记录", f"logged in; the platform has all records to № {watermark}"
    )


def _refused(facts: Facts) -> Said:
    result = coded(Result, facts.get("result"))
    return Said(f"登录被拒：{result.zh}", f"login refused: {result.en}", "bad")


def _offline(facts: Facts) -> Said:
    why = said(WHY, facts.get("why"))
    return Said(f"终端离线：{why.zh}", f"terminal offline: {why.en}", "warn")


def _session_lost(facts: Facts) -> Said:
    why = said(WHY, facts.get("why"))
    return Said(f"会话中断：{why.zh}", f"session lost: {why.en}", "warn")


def _discarded(facts: Facts) -> Said:
    clause, why, count = facts.get("clause", "?"), facts.get("why", "?"), facts.get("count", "?")
    return Said(f"丢弃 {count} 字节（{clause}）：{why}", f"discarded {count} bytes ({clause}): {why}", "warn")


def _set_to(zh: str, en: str) -> Callable[[Facts], Said]:
    return lambda facts: Said(
        f"{zh} {facts.get('value', '')}".strip(), f"{en} {facts.get('value', '')}".strip(), "warn"
    )


def _switched(on: Said, off: Said) -> Callable[[Facts], Said]:
    return lambda facts: on if facts.get("value", True) else off


def _always(zh: str, en: str, tone: Tone = "plain") -> Callable[[Facts], Said]:
    return lambda facts: Said(zh, en, tone)


_TELLERS: dict[str, Callable[[Facts], Said | None]] = {
    "worker.scan": _scan,
    "worker.trigger": _switched(
        Said("扣下焊枪开关", "torch trigger pulled"), Said("松开焊枪开关", "torch trigger released")
    ),
    "inspector.lock": _always("要求远程锁机", "asks for a remote lock"),
    "world.unplug": _always("通信线被拔下", "cable unplugged", "warn"),
    "world.plug": _always("通信线重新接上", "cable plugged in again"),
    "world.cover": _switched(Said("机盖被打开", "cover opened", "warn"), Said("机盖合上", "cover closed")),
    "world.gas": _set_to("可燃气体", "combustible gas"),
    "world.temperature": _set_to("模块温度", "temperature of the module"),
    "world.shunt": _set_to("绕过继电器", "relay shunted"),
    "platform.registered": lambda facts: Said(
        f"终端注册，固件 {facts.get('firmware', '?')}", f"terminal registered, firmware {facts.get('firmware', '?')}"
    ),
    "platform.login": lambda facts: Said(
        f"终端上线（第 {facts.get('boot', '?')} 次上电）", f"terminal online (power-up {facts.get('boot', '?')})"
    ),
    "platform.login-refused": _refused,
    "platform.offline": _offline,
    "platform.decision": _decision,
    "platform.powered": _powered,
    "platform.lock": _lock_sent,
    "platform.command": _platform_command,
    "platform.stored": _stored,
    "terminal.login": _login,
    "terminal.refused": _refused,
    "terminal.session-lost": _session_lost,
    "terminal.relay": _relay,
    "terminal.unlocked": lambda facts: Said(
        f"已解锁，授权号 {facts.get('grant', '?')}", f"unlocked, grant {facts.get('grant', '?')}", "good"
    ),
    "terminal.locked": _locked,
    "terminal.command": _terminal_command,
    "terminal.arc-on": _always("起弧", "arc on"),
    "terminal.arc-off": _always("收弧", "arc off"),
    "terminal.discarded": _discarded,
    "terminal.record": lambda facts: None,
    "terminal.watermark": lambda facts: None,
}


def _seconds(millis: object) -> str:
    return f"{millis / 1000:.1f}" if isinstance(millis, int | float) else "?"
