"""What goes wrong with a terminal, its machine and its link, nobody meaning it: the one table of faults.

A fault is how it is brought about (stimuli, some of them one after the other), what a good terminal says of it, and what it
takes out of the terminal's hands. Whatever is not named in `excuses` still has to hold: a terminal whose flash is full may lose
telemetry, and a session's summary with it (BKF-03), but it opens its relay, replays nothing and puts its records in order.

Three excuses are physics. A welded contact conducts whatever its coil wants and whoever holds the torch, and what it conducts
after a session is in none (S1, S2, S3, S5). A current sensor that says on what it
said last makes an idle machine look busy (S3, of the idle limit only). A clock that is off by so much obeys so much too early
or too late (S1 and S4, by what the crystal is off and no more).

Steps with `where` "link" are for whoever drives the link: `cut`, `heal`, `half-open`, `reset`, and `hold`, which keeps what
goes down back for a while. None of them reaches the core of a terminal.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from protocol_spec.codes import Capability, EventCode, ResetCause
from protocol_spec.endpoint import Stimulus, Value
from protocol_spec.instant import MINUTE, MS, Duration, S

INVARIANTS = ("S1", "S2", "S3", "S4", "S5", "S6", "S7")


@dataclass(frozen=True)
class Step:
    """`after` is counted from the beginning of the fault, or of its end."""

    stimulus: Stimulus
    after: Duration = 0


@dataclass(frozen=True)
class Fault:
    """`lasts` is from and to how long it usually is there; one without `ends` is over at once. `shows` is what a good terminal
    may record because of it, `needs` the capability without which nobody notices."""

    name: str
    zh: str
    en: str
    begins: tuple[Step, ...]
    ends: tuple[Step, ...] = ()
    where: str = "terminal"
    shows: tuple[EventCode, ...] = ()
    excuses: tuple[str, ...] = ()
    needs: Capability = Capability.NONE
    lasts: tuple[Duration, Duration] = (MINUTE, 30 * MINUTE)

    @property
    def holds(self) -> tuple[str, ...]:
        """The invariants it may not break."""
        return tuple(one for one in INVARIANTS if one not in self.excuses)


def _do(name: str, value: Value | None = None, after: Duration = 0) -> Step:
    return Step(Stimulus(name, {} if value is None else {"value": value}), after)


_CURRENTS = int(Capability.MAINS_CURRENT | Capability.ARC_CURRENT)
_SHORT = (10 * S, 5 * MINUTE)
_OFF = (2 * S, 10 * MINUTE)
_AT_ONCE = (0, 0)
_BOOT = (EventCode.POWER_UP,)
_CLOCK = (EventCode.CLOCK_JUMP,)
OTHER_CARD = "89860000000000009999"

_ALL = (
    # ---- the contact -------------------------------------------------------------------------------------------------
    Fault(
        "welded-contact",
        "触点粘连",
        "contact welded shut",
        begins=(_do("weld-contact", True),),
        ends=(_do("weld-contact", False),),
        shows=(EventCode.RELAY_FAULT, EventCode.BYPASS, EventCode.BYPASS_CLEARED),
        excuses=("S1", "S2", "S3", "S5"),
        lasts=(60 * MINUTE, 180 * MINUTE),
    ),
    Fault(
        "relay-stuck",
        "继电器不吸合",
        "relay does not close",
        begins=(_do("relay-stuck", True),),
        ends=(_do("relay-stuck", False),),
        shows=(EventCode.RELAY_FAULT,),
    ),
    # ---- the clock ---------------------------------------------------------------------------------------------------
    Fault(
        "clock-stuck",
        "时钟芯片停走",
        "clock chip stands still",
        begins=(_do("clock-stuck", True),),
        ends=(_do("clock-stuck", False),),
    ),
    Fault(
        "clock-drift",
        "时钟漂移（+400 ppm）",
        "crystal 400 ppm fast",
        begins=(_do("clock-drift", 400),),
        ends=(_do("clock-drift", 0),),
        shows=_CLOCK,
        lasts=(30 * MINUTE, 240 * MINUTE),
    ),
    Fault(
        "clock-slow",
        "时钟漂移（-2000 ppm）",
        "crystal 2000 ppm slow",
        begins=(_do("clock-drift", -2000),),
        ends=(_do("clock-drift", 0),),
        shows=_CLOCK,
        lasts=(30 * MINUTE, 240 * MINUTE),
    ),
    Fault(
        "clock-reset",
        "时钟回到 2000-01-01 并重启",
        "clock chip at 2000-01-01, and a restart",
        begins=(_do("clock-reset"), _do("reset", ResetCause.BROWN_OUT.name)),
        shows=_BOOT,
        lasts=_AT_ONCE,
    ),
    # ---- the supply --------------------------------------------------------------------------------------------------
    Fault(
        "brown-out",
        "欠压复位",
        "supply dips, reset in mid-operation",
        begins=(_do("reset", ResetCause.BROWN_OUT.name),),
        shows=_BOOT,
        lasts=_AT_ONCE,
    ),
    Fault(
        "watchdog",
        "看门狗复位",
        "watchdog reset",
        begins=(_do("reset", ResetCause.WATCHDOG.name),),
        shows=_BOOT,
        lasts=_AT_ONCE,
    ),
    Fault(
        "bouncing-supply",
        "电源反复通断",
        "supply comes and goes three times",
        begins=(
            _do("power-cut"),
            _do("switch-on", after=700 * MS),
            _do("power-cut", after=900 * MS),
            _do("switch-on", after=7 * S),
            _do("power-cut", after=7_100 * MS),
            _do("switch-on", after=15 * S),
        ),
        shows=(*_BOOT, EventCode.LAST_GASP),
        lasts=_AT_ONCE,
    ),
    Fault(
        "power-cut",
        "断电后复电",
        "supply cut, and back",
        begins=(_do("power-cut"),),
        ends=(_do("switch-on"),),
        shows=(*_BOOT, EventCode.LAST_GASP),
        lasts=_OFF,
    ),
    # ---- what is around it -------------------------------------------------------------------------------------------
    Fault(
        "cover-open",
        "机盖打开",
        "cover open",
        begins=(_do("cover", True),),
        ends=(_do("cover", False),),
        shows=(EventCode.COVER_OPENED, EventCode.COVER_CLOSED),
        needs=Capability.COVER_SWITCH,
    ),
    Fault(
        "gas",
        "可燃气体",
        "combustible gas",
        begins=(_do("gas", True),),
        ends=(_do("gas", False),),
        shows=(EventCode.GAS, EventCode.GAS_CLEARED),
        needs=Capability.GAS_SENSOR,
    ),
    Fault(
        "over-temperature",
        "过热",
        "too hot",
        begins=(_do("temperature", 820),),
        ends=(_do("temperature-release"),),
        shows=(EventCode.OVER_TEMPERATURE, EventCode.TEMPERATURE_CLEARED),
        needs=Capability.TEMPERATURE,
    ),
    # ---- sensors -----------------------------------------------------------------------------------------------------
    Fault(
        "current-stuck",
        "电流传感器卡死",
        "current sensors say on what they said last",
        begins=(_do("sensor-stuck", _CURRENTS),),
        ends=(_do("sensor-stuck", 0),),
        shows=(EventCode.BYPASS, EventCode.BYPASS_CLEARED, EventCode.NO_CURRENT),
        excuses=("S3",),
        lasts=_SHORT,
    ),
    Fault(
        "current-open",
        "电流传感器断线",
        "current sensors open",
        begins=(_do("sensor-fault", _CURRENTS),),
        ends=(_do("sensor-fault", 0),),
        shows=(EventCode.SENSOR_FAULT, EventCode.NO_CURRENT),
        lasts=_SHORT,
    ),
    Fault(
        "thermometer-open",
        "温度传感器断线",
        "thermometer open",
        begins=(_do("sensor-fault", int(Capability.TEMPERATURE)),),
        ends=(_do("sensor-fault", 0),),
        shows=(EventCode.SENSOR_FAULT,),
        needs=Capability.TEMPERATURE,
    ),
    Fault("no-fix", "定位丢失", "no position", begins=(_do("fix", False),), ends=(_do("fix", True),)),
    # ---- memory and card ---------------------------------------------------------------------------------------------
    Fault(
        "flash-full",
        "存储已满",
        "room for twelve records only",
        begins=(_do("flash-full", 12),),
        ends=(_do("flash-full", 0),),
        shows=(EventCode.STORE_OVERFLOW,),
        excuses=("S5",),
        lasts=(30 * MINUTE, 120 * MINUTE),
    ),
    Fault(
        "sim-changed",
        "更换 SIM 卡",
        "another SIM card",
        begins=(_do("power-cut"), _do("sim", OTHER_CARD, after=20 * S), _do("switch-on", after=40 * S)),
        shows=(*_BOOT, EventCode.SIM_CHANGED, EventCode.LAST_GASP),
        lasts=_AT_ONCE,
    ),
    # ---- the link ----------------------------------------------------------------------------------------------------
    Fault(
        "link-cut",
        "断网",
        "no link",
        begins=(_do("cut", True),),
        ends=(_do("cut", False),),
        where="link",
        shows=(EventCode.LINK_GRACE_OVER,),
        lasts=(10 * S, 25 * MINUTE),
    ),
    Fault(
        "half-open",
        "连接半开",
        "half-open: nothing gets through, nobody is told",
        begins=(_do("half-open", True),),
        ends=(_do("half-open", False),),
        where="link",
        shows=(EventCode.LINK_GRACE_OVER,),
        lasts=(10 * S, 10 * MINUTE),
    ),
    Fault(
        "link-reset",
        "连接被重置",
        "connection reset",
        begins=(_do("reset"),),
        where="link",
        lasts=_AT_ONCE,
    ),
    Fault(
        "held-downlink",
        "下行迟到",
        "what goes down comes 45 s late",
        begins=(_do("hold", 45),),
        ends=(_do("hold", 0),),
        where="link",
        lasts=(MINUTE, 5 * MINUTE),
    ),
)

FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in _ALL}


def fault_named(name: str) -> Fault:
    """
    Raises:
        ValueError: there is no such fault; the text lists those there are.
    """
    if name not in FAULTS:
        raise ValueError(f"no fault {name!r}; there are: {', '.join(FAULTS)}")
    return FAULTS[name]
