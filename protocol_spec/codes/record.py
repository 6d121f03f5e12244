"""What stands in a record beside its numbers (REP, TIM)."""

from protocol_spec.coded import Coded


class ClockState(Coded):
    """What the time of a record means (TIM-02)."""

    UPTIME = 0, "开机计时", "uptime, clock not set"
    SYNCHRONISED = 1, "已同步", "synchronised"
    RESTAMPED = 2, "同步后补时", "stamped after synchronisation"


class Supply(Coded):
    MAINS = 0, "市电", "mains"
    BACKUP = 1, "备用电源", "backup"


class CoordinateSystem(Coded):
    WGS84 = 0, "WGS-84", "WGS-84"
    GCJ02 = 1, "GCJ-02", "GCJ-02"
    NO_FIX = 255, "未定位", "no fix"


class TimeFlaw(Coded):
    """Why a platform flags the time of a record (TIM-03). Kept beside the record, never on the wire."""

    BEFORE_PROTOCOL = 1, "早于本协议", "before the protocol existed"
    FUTURE = 2, "晚于平台时间", "later than the platform's own time"
    STALE = 3, "早于补报窗口", "older than the backfill window"
