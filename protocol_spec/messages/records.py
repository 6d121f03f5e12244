"""Records: what a terminal stores, numbers and reports until the platform has it (REP).

Each begins with its record number, the time it is of, and what that time means. The number is the identity: it
survives power cycles, and a platform that sees it twice stores it once.
"""

from typing import TypeAlias

from protocol_spec.codes import (
    ClockState,
    CoordinateSystem,
    EndReason,
    EventCode,
    LockState,
    RelayState,
    Severity,
    Side,
    Supply,
)
from protocol_spec.instant import Instant
from protocol_spec.kinds import (
    amperes,
    celsius,
    code,
    dbm,
    degrees,
    i32,
    listed,
    octets,
    u16,
    u32,
    utc,
    volts,
    watt_hours,
)
from protocol_spec.message import Ack, Group, Message, field

_RECORD = (u32, "REP-01", "record number", "记录号")
_TIME = (utc, "TIM-02", "time of the record", "记录时间")
_CLOCK = (code(ClockState), "TIM-02", "what the time means", "时钟状态")


class Status(Message, code=0x10, sender=Side.TERMINAL, clause="REP-02", zh="状态"):
    record: int = field(*_RECORD)
    time: Instant = field(*_TIME)
    clock: ClockState = field(*_CLOCK)
    lock: LockState = field(code(LockState), "REP-02", "lock state", "锁定状态")
    relay_command: RelayState = field(code(RelayState), "REP-02", "what the relay was told", "继电器指令")
    relay_feedback: RelayState = field(code(RelayState), "LCK-03", "what the relay was measured to do", "继电器实测")
    grant: int = field(u32, "LCK-01", "grant in force, 0 for none", "当前授权号")
    mains_current: int = field(amperes, "REP-04", "current of the mains side", "电源侧电流")
    arc_current: int = field(amperes, "REP-04", "current of the arc side", "焊接电流")
    arc_voltage: int = field(volts, "REP-04", "arc voltage", "焊接电压")
    temperature: int = field(celsius, "REP-02", "temperature of the module", "模块温度")
    energy: int = field(watt_hours, "REP-02", "energy since manufacture", "累计电能")
    coordinates: CoordinateSystem = field(code(CoordinateSystem), "REP-02", "coordinate system", "坐标系")
    latitude: int = field(degrees, "REP-02", "latitude", "纬度")
    longitude: int = field(degrees, "REP-02", "longitude", "经度")
    signal: int = field(dbm, "REP-02", "signal strength, below 0 dBm", "信号强度")
    supply: Supply = field(code(Supply), "REP-02", "what feeds the module", "供电来源")


class Sample(Group):
    """One second of a weld; the first is of the block's time, each next one a second later (REP-10)."""

    mains_current: int = field(amperes, "REP-04", "current of the mains side", "电源侧电流")
    arc_current: int = field(amperes, "REP-04", "current of the arc side", "焊接电流")
    arc_voltage: int = field(volts, "REP-04", "arc voltage", "焊接电压")


class WeldSamples(Message, code=0x11, sender=Side.TERMINAL, clause="REP-10", zh="焊接采样", title="WELD_SAMPLES"):
    record: int = field(*_RECORD)
    time: Instant = field(*_TIME)
    clock: ClockState = field(*_CLOCK)
    grant: int = field(u32, "LCK-01", "grant in force", "当前授权号")
    samples: tuple[Sample, ...] = field(listed(Sample, 120), "REP-10", "one a second", "逐秒采样")


class SessionSummary(
    Message,
    code=0x12,
    sender=Side.TERMINAL,
    clause="REP-05",
    zh="作业小结",
    title="SESSION_SUMMARY",
    ack=Ack.MUST,
):
    record: int = field(*_RECORD)
    time: Instant = field(*_TIME)
    clock: ClockState = field(*_CLOCK)
    grant: int = field(u32, "LCK-01", "grant", "授权号")
    worker: bytes = field(octets(8), "LCK-02", "worker reference, a hash", "作业人员引用")
    start: Instant = field(utc, "REP-05", "relay closed at", "开机时间")
    end: Instant = field(utc, "REP-05", "relay opened at", "关机时间")
    arc_millis: int = field(u32.measured_in("ms"), "REP-05", "time with an arc", "燃弧时间")
    arc_starts: int = field(u16, "REP-05", "arc starts", "起弧次数")
    energy: int = field(watt_hours, "REP-05", "energy", "电能")
    reason: EndReason = field(code(EndReason), "REP-05", "why it ended", "结束原因")


class EventRecord(Message, code=0x13, sender=Side.TERMINAL, clause="EVT-01", zh="事件", title="EVENT", ack=Ack.MUST):
    record: int = field(*_RECORD)
    time: Instant = field(*_TIME)
    clock: ClockState = field(*_CLOCK)
    event: EventCode = field(code(EventCode, u16), "EVT-01", "event code", "事件码")
    severity: Severity = field(code(Severity), "EVT-01", "severity", "级别")
    value: int = field(i32, "EVT-01", "value, by event code", "数值")


Record: TypeAlias = Status | WeldSamples | SessionSummary | EventRecord
RECORDS = (Status, WeldSamples, SessionSummary, EventRecord)
