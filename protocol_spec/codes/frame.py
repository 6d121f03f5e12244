"""What the header, its flags and an answer say (FRM, ACK, SEC)."""

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

FLAG_NAMES: dict[IntFlag, tuple[str, str]] = {
    Flag.RESPONSE: ("应答", "answers another frame"),
    Flag.ACK_REQUIRED: ("要求应答", "asks for an answer"),
    Flag.BACKFILL: ("补报", "record sent later than made"),
    Flag.SECURED: ("带标签", "carries a tag"),
}
"""Chinese and English, bit by bit."""


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
    NOT_SUPPORTED = 15, "不支持该可选功能", "optional feature not supported"
    RATE_LIMITED = 16, "过于频繁", "too often"
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
    NO_SUCH_PARAMETER = 40, "无此参数", "no such parameter"
    OUT_OF_RANGE = 41, "参数超出范围", "parameter out of range"
    READ_ONLY = 42, "只读参数", "parameter cannot be set"
    NOT_NEWER = 44, "固件版本不更新", "firmware is not newer"
    NO_SPACE = 45, "存储空间不足", "no room for the image"
    BAD_SIGNATURE = 46, "签名错误", "image signature wrong"
    BAD_DIGEST = 47, "摘要错误", "image digest wrong"
    OUT_OF_ORDER = 48, "偏移错误", "chunk at another offset than the next"
    NO_UPGRADE = 49, "无此升级", "no such upgrade in progress"
    COUNTER_USED = 60, "许可计数已使用", "permit counter already used"
    PERMIT_TOO_LONG = 61, "许可期限过长", "permit valid for too long"
    ONLINE = 62, "在线时不接受离线许可", "offline permit while online"


class Suite(Coded):
    """Tag suites (SEC-02), both cut to eight bytes."""

    HMAC_SHA256 = 1, "HMAC-SHA-256", "HMAC-SHA-256"
    HMAC_SM3 = 2, "HMAC-SM3", "HMAC-SM3"
