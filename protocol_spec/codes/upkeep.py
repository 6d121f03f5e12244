"""Leaving, restarting, upgrading, asking, and what hangs behind a gateway (SES, UPG, DIA, GWY)."""

from protocol_spec.coded import Coded


class LogoutReason(Coded):
    POWER_OFF = 0, "关机", "switched off"
    REBOOT = 1, "重启", "restart"
    UPGRADE = 2, "升级", "upgrade"
    MOVE = 3, "更换平台", "moves to another platform"
    SERVICE = 4, "维护", "service"


class RebootMode(Coded):
    RESTART = 0, "重启", "restart"
    FACTORY_RESET = 1, "恢复出厂参数", "restart with the parameters of the factory"


class ResetCause(Coded):
    POWER = 0, "上电", "power applied"
    COMMAND = 1, "命令", "command"
    WATCHDOG = 2, "看门狗", "watchdog"
    BROWN_OUT = 3, "欠压", "supply too low"
    UPGRADE = 4, "升级", "upgrade"


class UpgradeState(Coded):
    """Where an upgrade stands (UPG-06)."""

    IDLE = 0, "空闲", "no upgrade"
    RECEIVING = 1, "接收中", "receiving chunks"
    VERIFYING = 2, "校验中", "verifying the image"
    READY = 3, "待应用", "verified, waiting to be locked and idle"
    APPLIED = 4, "已应用", "new firmware running"
    FAILED = 5, "失败", "given up, old firmware running"


class Subject(Coded):
    """What a QUERY asks for (DIA-01)."""

    STATUS = 0, "状态", "a STATUS record now"
    DIAGNOSIS = 1, "诊断", "DIAGNOSIS"
    IDENTITY = 2, "身份", "IDENTITY"


class LineState(Coded):
    """What a gateway says of the line to a sub-terminal (GWY-05)."""

    DOWN = 0, "中断", "lost"
    UP = 1, "接通", "there"
