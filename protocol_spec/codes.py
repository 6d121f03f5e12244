"""Every enumeration that travels in a WTP/1 frame."""

from enum import IntFlag

from protocol_spec.coded import Coded


class Side(Coded):
    """Who sends. The value is the direction byte of the tag input (SEC-03)."""

    TERMINAL = 0, "终端", "terminal"
    PLATFORM = 1, "平台", "platform"


class Flag(IntFlag):
    """Frame flags (FRM-03). Bits 4 to 7 are zero."""

    NONE = 0
    RESPONSE = 1
    ACK_REQUIRED = 2
    BACKFILL = 4
    SECURED = 8


RESERVED_FLAGS = 0xF0


class Result(Coded):
    """The answer to a frame or a command (ACK-02, LCK-05)."""

    OK = 0, "成功", "ok"
    ALREADY_REGISTERED = 1, "已注册", "already registered"
    UNKNOWN_CODE = 2, "未知消息", "unknown message code"
    WRONG_DIRECTION = 3, "方向错误", "wrong direction"
    EDITION_UNSUPPORTED = 4, "版本不支持", "edition not supported"
    MALFORMED = 5, "消息体错误", "malformed body"
    NOT_LOGGED_IN = 6, "未登录", "not logged in"
    TAG_REQUIRED = 7, "缺少校验标签", "tag required"
    BAD_TAG = 8, "校验标签错误", "bad tag"
    UNKNOWN_TERMINAL = 9, "未知终端", "unknown terminal"
    UNBOUND_ENTERPRISE = 10, "未绑定企业", "unbound enterprise"
    NOT_REGISTERED = 11, "未注册", "not registered"
    LOGIN_REPLAYED = 12, "重放的登录", "replayed login"
    SUITE_REFUSED = 13, "算法套件不被接受", "suite refused"
    NOT_FOR_ME = 14, "非本终端", "not for this terminal"
    EXPIRED = 20, "指令已过期", "command expired"
    REPLAYED = 21, "重放的指令", "command replayed"
    TAMPERED = 22, "机盖被打开", "cover open"
    OVER_TEMPERATURE = 23, "温度过高", "over-temperature"
    GAS = 24, "可燃气体报警", "combustible gas"
    RELAY_FAULT = 25, "继电器故障", "relay fault"
    CLOCK_NOT_SET = 26, "时钟未同步", "clock not set"
    ALREADY_GRANTED = 27, "已授权他人", "already granted to another"
    WINDOW_TOO_LONG = 28, "接受期限过长", "acceptance window too long"
    OVERTAKEN = 29, "被后续锁机取代", "overtaken by a later lock"


class Suite(Coded):
    """Tag suites (SEC-02), both cut to eight bytes."""

    HMAC_SHA256 = 1, "HMAC-SHA-256", "HMAC-SHA-256"
    HMAC_SM3 = 2, "HMAC-SM3", "HMAC-SM3"


class LockState(Coded):
    LOCKED = 0, "已锁定", "locked"
    UNLOCKED = 1, "已解锁", "unlocked"
    FAULT = 2, "故障", "fault"


class RelayState(Coded):
    OPEN = 0, "断开", "open"
    CLOSED = 1, "闭合", "closed"
    UNKNOWN = 2, "未知", "unknown"


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


class OfflinePolicy(Coded):
    FAIL_SECURE = 0, "断网锁机", "lock after the grace"
    HOLD_SESSION = 1, "保持当前作业", "finish the running grant"


class AccessClass(Coded):
    """分类接入: where the module sits in the machine."""

    MAINS_RELAY = 0, "A 电源继电器", "A mains relay"
    INHIBIT_LOOP = 1, "B 热保护回路", "B inhibit loop"
    METER = 2, "C 智能电表", "C smart meter"
    NATIVE = 3, "D 原生数字锁", "D native lock"


class Severity(Coded):
    INFO = 0, "提示", "information"
    WARNING = 1, "警告", "warning"
    ALARM = 2, "报警", "alarm"


class EventCode(Coded):
    """What an EVENT says (EVT-01). From 0x0100 on: seen by the platform only, never on the wire from a terminal."""

    POWER_UP = 0x0001, "上电", "power-up"
    COVER_OPENED = 0x0002, "开盖", "cover opened"
    COVER_CLOSED = 0x0003, "合盖", "cover closed"
    BYPASS = 0x0004, "疑似改装", "current while locked"
    RELAY_FAULT = 0x0005, "继电器故障", "relay does not follow"
    OVER_TEMPERATURE = 0x0006, "超温", "over-temperature"
    GAS = 0x0007, "可燃气体", "combustible gas"
    LINK_GRACE_OVER = 0x0008, "断网超时锁机", "link lost beyond the grace"
    STORE_OVERFLOW = 0x0009, "存储溢出", "record store overflowed"
    UNLICENSED_ATTEMPT = 0x0100, "无证拦截", "unlicensed attempt"
    SILENT = 0x0101, "终端失联", "terminal silent"


class Capability(IntFlag):
    """Which quantities a module can really measure (SES-01)."""

    NONE = 0
    RELAY_FEEDBACK = 1
    MAINS_CURRENT = 2
    ARC_CURRENT = 4
    ARC_VOLTAGE = 8
    POSITION = 16
    COVER_SWITCH = 32
    GAS_SENSOR = 64
    TEMPERATURE = 128
    BACKUP_SUPPLY = 256
