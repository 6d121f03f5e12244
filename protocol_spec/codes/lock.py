"""The lock, the relay and the end of a grant (LCK)."""

from protocol_spec.coded import Coded


class LockState(Coded):
    LOCKED = 0, "已锁定", "locked"
    UNLOCKED = 1, "已解锁", "unlocked"
    FAULT = 2, "故障", "fault"


class RelayState(Coded):
    OPEN = 0, "断开", "open"
    CLOSED = 1, "闭合", "closed"
    UNKNOWN = 2, "未知", "unknown"


class LockMode(Coded):
    NOW = 0, "立即", "now"
    AFTER_ARC = 1, "收弧后", "after the arc ends, within a bound"


class EndReason(Coded):
    """Why a grant ended (REP-05, LCK-08)."""

    PLATFORM = 0, "平台锁机", "locked by the platform"
    IDLE = 1, "空闲超时", "idle limit"
    GRANT_END = 2, "授权到期", "grant ended"
    COVER = 3, "开盖", "cover opened"
    GAS = 4, "可燃气体", "combustible gas"
    OVER_TEMPERATURE = 5, "超温", "over-temperature"
    LINK_LOST = 6, "断网超时", "link lost beyond the grace"
    POWER_LOST = 7, "断电", "power lost"
    SUPERSEDED = 8, "被新授权替代", "superseded by a new grant"
    RELAY_FAULT = 9, "继电器故障", "relay fault"
    REBOOT = 10, "重启", "restart"


class OfflinePolicy(Coded):
    FAIL_SECURE = 0, "断网锁机", "lock after the grace"
    HOLD_SESSION = 1, "保持当前作业", "finish the running grant"
    OFFLINE_PERMIT = 2, "离线许可", "lock after the grace, take permits locally"
