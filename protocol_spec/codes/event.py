"""What an EVENT says, and what only a platform can see (EVT, ALM)."""

from protocol_spec.coded import Coded


class Severity(Coded):
    INFO = 0, "提示", "information"
    WARNING = 1, "警告", "warning"
    ALARM = 2, "报警", "alarm"


class EventCode(Coded):
    """What an EVENT says (EVT-01), and what its value means in `EVENT_VALUES`."""

    POWER_UP = 0x0001, "上电", "power-up"
    COVER_OPENED = 0x0002, "开盖", "cover opened"
    COVER_CLOSED = 0x0003, "合盖", "cover closed"
    BYPASS = 0x0004, "疑似改装", "current while locked"
    RELAY_FAULT = 0x0005, "继电器故障", "relay does not follow"
    OVER_TEMPERATURE = 0x0006, "超温", "over-temperature"
    GAS = 0x0007, "可燃气体", "combustible gas"
    LINK_GRACE_OVER = 0x0008, "断网超时锁机", "link lost beyond the grace"
    STORE_OVERFLOW = 0x0009, "存储溢出", "record store overflowed"
    LAST_GASP = 0x000A, "断电预警", "supply cut, running on what is left"
    CLOCK_JUMP = 0x000B, "时钟跳变", "clock moved by more than a minute"
    SENSOR_FAULT = 0x000C, "传感器故障", "sensor faulty"
    SIM_CHANGED = 0x000D, "SIM 卡更换", "SIM card changed"
    LONG_ON = 0x000E, "连续开机超时", "unlocked for longer than allowed"
    NO_CURRENT = 0x000F, "授权期间无电流", "unlocked, and never a current"
    PARAMETERS_CHANGED = 0x0010, "参数变更", "parameters changed"
    ADDRESS_ROLLED_BACK = 0x0011, "平台地址回退", "new platform address not reached, old one restored"
    UPGRADED = 0x0012, "固件已升级", "firmware upgraded"
    UPGRADE_FAILED = 0x0013, "固件升级失败", "firmware upgrade failed"
    OFFLINE_PERMIT_USED = 0x0014, "使用离线许可", "offline permit used"
    REFUSED_COMMANDS = 0x0015, "拒绝的命令", "commands refused, counted"
    GAS_CLEARED = 0x0016, "可燃气体解除", "combustible gas gone"
    TEMPERATURE_CLEARED = 0x0017, "超温解除", "over-temperature gone"
    BYPASS_CLEARED = 0x0018, "疑似改装解除", "current while locked gone"


EVENT_VALUES: dict[EventCode, tuple[str, str]] = {
    EventCode.POWER_UP: ("上电次数", "boot counter"),
    EventCode.BYPASS: ("电源侧电流，0.1 A", "mains current, 0.1 A"),
    EventCode.RELAY_FAULT: ("实测触点：0 断开，1 闭合", "measured contact: 0 open, 1 closed"),
    EventCode.OVER_TEMPERATURE: ("温度，0.1 ℃", "temperature, 0.1 °C"),
    EventCode.TEMPERATURE_CLEARED: ("温度，0.1 ℃", "temperature, 0.1 °C"),
    EventCode.GAS: (
        "浓度，爆炸下限的 0.1 %，不可测为 0",
        "concentration, 0.1 % of the lower explosive limit, 0 if not measured",
    ),
    EventCode.STORE_OVERFLOW: ("丢弃的记录数", "records dropped so far"),
    EventCode.LAST_GASP: ("剩余供电时间，ms", "time left, ms"),
    EventCode.CLOCK_JUMP: ("跳变量，s，向前为正", "seconds moved, forward positive"),
    EventCode.SENSOR_FAULT: ("故障传感器能力位的掩码", "mask of the capability bits of the sensors"),
    EventCode.LONG_ON: ("已解锁时间，min", "minutes unlocked"),
    EventCode.NO_CURRENT: ("已解锁时间，min", "minutes unlocked"),
    EventCode.PARAMETERS_CHANGED: ("变更的参数个数", "parameters changed"),
    EventCode.ADDRESS_ROLLED_BACK: ("尝试次数", "attempts made"),
    EventCode.UPGRADED: ("升级号", "upgrade id"),
    EventCode.UPGRADE_FAILED: ("结果码", "result code"),
    EventCode.OFFLINE_PERMIT_USED: ("许可计数", "counter of the permit"),
    EventCode.REFUSED_COMMANDS: ("拒绝的命令数", "commands refused"),
}
"""Chinese and English; an event that is not here sends 0."""


_ALARMS = (
    EventCode.COVER_OPENED,
    EventCode.BYPASS,
    EventCode.RELAY_FAULT,
    EventCode.OVER_TEMPERATURE,
    EventCode.GAS,
    EventCode.LINK_GRACE_OVER,
    EventCode.SIM_CHANGED,
)
_WARNINGS = (
    EventCode.STORE_OVERFLOW,
    EventCode.LAST_GASP,
    EventCode.CLOCK_JUMP,
    EventCode.SENSOR_FAULT,
    EventCode.LONG_ON,
    EventCode.NO_CURRENT,
    EventCode.ADDRESS_ROLLED_BACK,
    EventCode.UPGRADE_FAILED,
    EventCode.REFUSED_COMMANDS,
)

EVENT_SEVERITY: dict[EventCode, Severity] = {
    event: Severity.ALARM if event in _ALARMS else Severity.WARNING if event in _WARNINGS else Severity.INFO
    for event in EventCode
}
"""How grave each event is (EVT-12)."""


class AlarmCode(Coded):
    """What a platform raises (ALM). Never in a frame; in the platform's API and on its pages."""

    UNLICENSED_ATTEMPT = 1, "无证拦截", "unlicensed attempt"
    CERTIFICATE_NEAR_EXPIRY = 2, "证书临期", "certificate near expiry"
    CERTIFICATE_EXPIRED = 3, "证书到期", "certificate expired"
    SUSPECTED_BYPASS = 4, "疑似改装焊机", "suspected bypass"
    REMOTE_SCAN = 5, "远距离扫码作业", "remote scan"
    ABNORMAL_OPERATION = 6, "焊机异常作业", "abnormal operation"
    SPECIAL_PERIOD = 7, "特殊时期动火", "hot work in a special period"
    LONG_ON = 8, "连续开机超过 24 小时", "on for over 24 hours"
    GUARDIAN_ABSENT = 9, "监护人离岗", "guardian absent"
    LONG_NOT_POWERED = 10, "长时间未开机", "long not powered"
    ENVIRONMENT = 11, "可燃气体或温度异常", "gas or temperature"
    OUTSIDE_FENCE = 12, "越界作业", "outside the fence"
    TIMEOUT_CUT = 13, "超时断电", "cut by timeout"
    REMOVAL = 14, "拆除", "removal of the terminal"
    CLONED_IDENTITY = 15, "终端编号重复", "one identity in two places"
    SILENT = 16, "终端失联", "terminal silent"
    CLOCK_FRAUD = 17, "时钟异常", "clock not to be believed"


class Seen(Coded):
    """Who can see what an alarm is about (ALM-01)."""

    TERMINAL = 0, "终端", "terminal"
    PLATFORM = 1, "平台", "platform"
    BOTH = 2, "终端与平台", "terminal and platform"
