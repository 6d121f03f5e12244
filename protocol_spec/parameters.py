"""Every parameter once: number, kind, default, range, clause (PAR-01).

A PARAM_SET is judged whole before anything of it is taken (`judge`): PAR-02 "A terminal MUST apply all items of a
PARAM_SET or none of them." The bytes of a value are those of the parameter's kind; so this table is all that a terminal,
a platform, the document and the C header need.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TypeAlias

from construct import ConstructError

from protocol_spec import timers
from protocol_spec.codes import OfflinePolicy, Result
from protocol_spec.kinds import Form, Kind, celsius, code, text, u8, u16, u32, u64
from protocol_spec.messages.parameters import Item
from protocol_spec.timers import Timer

Value: TypeAlias = int | str


@dataclass(frozen=True)
class Parameter:
    id: int
    name: str
    kind: Kind
    default: Value
    clause: str
    zh: str
    en: str
    low: int | None = None
    high: int | None = None
    read_only: bool = False

    def allows(self, value: Value) -> bool:
        if isinstance(value, str):
            return _is_address(value) if self is ADDRESS else True
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def item(self, value: Value) -> Item:
        """The parameter with this value, as PARAM_SET and PARAM_REPORT carry it.

        Raises:
            ConstructError: the value does not fit the kind.
        """
        return Item(id=self.id, value=self.kind.con.build(value))

    def read(self, value: bytes) -> Value | None:
        """What the bytes say; None where they are not of the parameter's kind."""
        try:
            read: Value = self.kind.con.parse(value)
            return read if self.kind.con.build(read) == value else None
        except ConstructError:
            return None


def _timer(id_: int, timer: Timer, kind: Kind, zh: str, en: str) -> Parameter:
    seconds = kind.measured_in("s", low=timer.low, high=timer.high)
    return Parameter(id_, timer.name, seconds, timer.default, timer.clause, zh, en, timer.low, timer.high)


def _number(
    id_: int, name: str, kind: Kind, default: int, limits: tuple[int, int], clause: str, zh: str, en: str
) -> Parameter:
    return Parameter(id_, name, kind, default, clause, zh, en, *limits)


def _own(id_: int, name: str, kind: Kind, default: Value, clause: str, zh: str, en: str) -> Parameter:
    return Parameter(id_, name, kind, default, clause, zh, en, read_only=True)


ADDRESS = Parameter(
    0x0100, "platform_address", text(63), "", "PAR-09", "平台地址，主机:端口", "platform address, host:port"
)

_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")

PARAMETERS: tuple[Parameter, ...] = (
    _timer(0x0001, timers.HEARTBEAT, u16, "心跳周期", "heartbeat period"),
    _timer(0x0002, timers.STATUS_IDLE, u16, "空闲状态周期", "status period while idle"),
    _timer(0x0003, timers.STATUS_WELDING, u16, "焊接状态周期", "status period while welding"),
    _timer(0x0004, timers.ACK_TIMEOUT, u16, "应答超时", "first wait for an answer"),
    _timer(0x0005, timers.LINK_GRACE, u32, "断网宽限", "unlocked without a link for so long"),
    _timer(0x0006, timers.RECONNECT_BASE, u16, "重连退避基数", "base of the reconnect back-off"),
    _timer(0x0007, timers.RECONNECT_CAP, u16, "重连退避上限", "cap of the reconnect back-off"),
    _timer(0x0008, timers.REFUSED_WAIT, u16, "登录被拒后的等待", "wait after refused logins"),
    _timer(0x0009, timers.TIME_SYNC, u32, "校时周期", "between synchronisations of the clock"),
    _timer(0x000A, timers.ADDRESS_TRIAL, u16, "新地址试用期", "trial of a new platform address"),
    _timer(0x000B, timers.LONG_ON, u32, "连续开机时限", "longest time unlocked"),
    _timer(0x000C, timers.NO_CURRENT, u32, "无电流时限", "unlocked without a current for so long"),
    Parameter(0x0010, "policy", code(OfflinePolicy), OfflinePolicy.FAIL_SECURE, "LCK-11", "断网策略", "offline policy"),
    _number(0x0011, "sample_block", u8, 60, (10, 120), "REP-10", "采样块时长，s", "seconds in a block of weld samples"),
    _number(0x0012, "backfill_rate", u8, 10, (1, 100), "BKF-08", "补报速率，条/s", "backfilled records a second"),
    _number(0x0013, "too_hot", celsius, 750, (500, 1_000), "LCK-10", "超温门限", "over-temperature from"),
    _number(0x0014, "arc_threshold", u16.measured_in("0.1 A"), 30, (10, 500), "REP-09", "燃弧电流门限", "an arc from"),
    ADDRESS,
    _own(0x0200, "qr", u64, 0, "PLT-01", "设备二维码编号", "QR code number of the machine"),
    _own(0x0201, "division", u32, 0, "SES-01", "行政区划代码", "division code"),
)

by_id: dict[int, Parameter] = {parameter.id: parameter for parameter in PARAMETERS}
by_name: dict[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}

FACTORY: dict[int, Value] = {parameter.id: parameter.default for parameter in PARAMETERS if not parameter.read_only}
"""What a factory reset restores (PAR-05)."""


@dataclass(frozen=True)
class Verdict:
    """OK and the values to take, or the result that names what is wrong and the parameter it is wrong with."""

    result: Result
    culprit: int
    values: Mapping[int, Value]


def judge(items: Iterable[Item]) -> Verdict:
    """Judge a PARAM_SET whole (PAR-02, PAR-03); the first bad item is the one that is named."""
    values: dict[int, Value] = {}
    for item in items:
        parameter = by_id.get(item.id)
        if parameter is None:
            return Verdict(Result.NO_SUCH_PARAMETER, item.id, {})
        if parameter.read_only:
            return Verdict(Result.READ_ONLY, item.id, {})
        value = parameter.read(item.value)
        if value is None or item.id in values:
            return Verdict(Result.MALFORMED, item.id, {})
        if not parameter.allows(value):
            return Verdict(Result.OUT_OF_RANGE, item.id, {})
        values[item.id] = value
    return Verdict(Result.OK, 0, values)


def _is_address(value: str) -> bool:
    """PAR-15 "A platform address MUST be host:port …, and an empty text stands for the address of the factory." """
    if not value:
        return True
    host, _, port = value.rpartition(":")
    return _is_host(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65536


def _is_host(host: str) -> bool:
    bracketed = host.startswith("[") and host.endswith("]")
    try:
        ip_address(host[1:-1] if bracketed else host)
    except ValueError:
        # what is all digits and dots is an address that is wrong, and no name
        return not bracketed and bool(_NAME.fullmatch(host)) and not host.replace(".", "").isdigit()
    return bracketed is (":" in host)


assert len(by_id) == len(by_name) == len(PARAMETERS)
assert all(parameter.kind.form is not Form.LIST for parameter in PARAMETERS)
