"""What kind of terminal this is (SES-01)."""

from enum import IntFlag

from protocol_spec.coded import Coded


class AccessClass(Coded):
    """分类接入: where the module sits in the machine."""

    MAINS_RELAY = 0, "A 电源继电器", "A mains relay"
    INHIBIT_LOOP = 1, "B 热保护回路", "B inhibit loop"
    METER = 2, "C 智能电表", "C smart meter"
    NATIVE = 3, "D 原生数字锁", "D native lock"


class Capability(IntFlag):
    """What a module can really measure and which optional features it has (SES-01)."""

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
    OFFLINE_PERMIT = 512
    UPGRADE = 1024
    GATEWAY = 2048
    WELD_SAMPLES = 4096


CAPABILITY_NAMES: dict[IntFlag, tuple[str, str]] = {
    Capability.RELAY_FEEDBACK: ("继电器实测", "relay feedback measured"),
    Capability.MAINS_CURRENT: ("电源侧电流", "mains current"),
    Capability.ARC_CURRENT: ("焊接电流", "arc current"),
    Capability.ARC_VOLTAGE: ("焊接电压", "arc voltage"),
    Capability.POSITION: ("定位", "position"),
    Capability.COVER_SWITCH: ("开盖检测", "cover switch"),
    Capability.GAS_SENSOR: ("可燃气体检测", "gas sensor"),
    Capability.TEMPERATURE: ("温度", "temperature"),
    Capability.BACKUP_SUPPLY: ("备用电源", "backup supply"),
    Capability.OFFLINE_PERMIT: ("离线许可", "offline permits"),
    Capability.UPGRADE: ("远程升级", "remote upgrade"),
    Capability.GATEWAY: ("网关", "is a gateway"),
    Capability.WELD_SAMPLES: ("逐秒采样", "weld samples"),
}
"""Chinese and English, bit by bit."""
