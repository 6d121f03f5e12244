"""How people get around the lock, meaning it: the one table of cheats, which is the ground truth of whoever hunts them.

A cheat takes one session of the day: what is prepared before the scan, whose phone scans from where, who welds, and what is
done meanwhile and afterwards. `breaks` names the invariants of which at least one breaks on the truth, however good the
terminal is; a cheat that breaks none is refused, by the terminal or by the platform (`refused_by`). `alarm` is what a platform
could raise from what it is told. The name of a cheat goes into the truth log and on no wire.

Steps are as those of a fault (`simulator.terminal.faults`); for the link there is `inject` too, an UNLOCK that was heard
before, once more; with `where` "clone" `boot` and `off`: the same identity in another module; and for the platform `lock`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from protocol_spec.codes import AlarmCode, Capability
from protocol_spec.endpoint import Stimulus, Value
from protocol_spec.instant import MINUTE, Duration, S


@dataclass(frozen=True)
class Move:
    """Something somebody does: to the terminal and its machine, to the link, or with the clone."""

    name: str
    values: Mapping[str, Value]
    where: str = "terminal"
    after: Duration = 0

    @property
    def stimulus(self) -> Stimulus:
        return Stimulus(self.name, self.values)


@dataclass(frozen=True)
class Cheat:
    """`scans`: "own" phone on the spot, "far" from elsewhere, "none" at all. `welds`: "own" the one whose phone it is, or
    "other", who has no certificate. `during` counts from the first arc of the session, `after` from its end."""

    name: str
    zh: str
    en: str
    breaks: tuple[str, ...] = ()
    refused_by: str = ""
    alarm: AlarmCode | None = None
    scans: str = "own"
    welds: str = "own"
    before: tuple[Move, ...] = ()
    during: tuple[Move, ...] = ()
    after: tuple[Move, ...] = ()
    needs: Capability = Capability.NONE
    """Without it there is nothing to cheat."""


def _do(name: str, value: Value | None = None, where: str = "terminal", after: Duration = 0) -> Move:
    return Move(name, {} if value is None else {"value": value}, where, after)


_ALL = (
    Cheat(
        "shunted-relay",
        "私接短路，绕过继电器",
        "a bridge around the relay, and no scan",
        breaks=("S1", "S2", "S5"),
        alarm=AlarmCode.SUSPECTED_BYPASS,
        scans="none",
        welds="other",
        before=(_do("shunt", True),),
        after=(_do("shunt", False),),
    ),
    Cheat(
        "qr-moved",
        "二维码被移到另一台焊机",
        "the code hangs on the machine next to it: one scans there, another welds here",
        breaks=("S2",),
        alarm=AlarmCode.ABNORMAL_OPERATION,
        welds="other",
    ),
    Cheat(
        "cloned-terminal",
        "终端被克隆",
        "a second module with the same identity and key",
        breaks=("S5", "S6", "S7"),
        alarm=AlarmCode.CLONED_IDENTITY,
        during=(_do("boot", where="clone", after=MINUTE), _do("off", where="clone", after=30 * MINUTE)),
    ),
    Cheat(
        "clock-rolled-back",
        "时钟被回拨",
        "the clock chip set back by three hours",
        refused_by="terminal",
        alarm=AlarmCode.CLOCK_FRAUD,
        before=(_do("clock-turned", -10_800),),
        during=(_do("clock-turned", -10_800, after=30 * S),),
    ),
    Cheat(
        "muted-telemetry",
        "焊接时屏蔽天线",
        "the antenna unscrewed while welding",
        refused_by="terminal",
        alarm=AlarmCode.SILENT,
        during=(_do("half-open", True, "link", 5 * S),),
        after=(_do("half-open", False, "link"),),
    ),
    Cheat(
        "forged-current",
        "电流互感器被取下",
        "the clamp taken off the cable",
        breaks=("S5",),
        alarm=AlarmCode.ABNORMAL_OPERATION,
        before=(_do("clamp-off", True),),
        after=(_do("clamp-off", False, after=5 * MINUTE),),
        needs=Capability.MAINS_CURRENT,
    ),
    Cheat(
        "lent-phone",
        "借用他人手机扫码",
        "somebody else welds on a lent phone",
        breaks=("S2",),
        welds="other",
    ),
    Cheat(
        "remote-scan",
        "远距离扫码",
        "the scan comes from afar, somebody else is at the machine",
        refused_by="platform",
        alarm=AlarmCode.REMOTE_SCAN,
        scans="far",
        welds="other",
    ),
    Cheat(
        "cover-left-open",
        "机盖打开且开关被粘住",
        "the cover open, its switch taped down",
        breaks=("S3",),
        before=(_do("cover-taped", True), _do("cover", True)),
        after=(_do("cover", False), _do("cover-taped", False)),
        needs=Capability.COVER_SWITCH,
    ),
    Cheat(
        "replayed-unlock",
        "重放解锁报文",
        "an UNLOCK that was heard before is sent once more",
        refused_by="terminal",
        after=(_do("inject", where="link", after=12 * MINUTE), _do("inject", where="link", after=40 * MINUTE)),
    ),
)

CHEATS: Mapping[str, Cheat] = {cheat.name: cheat for cheat in _ALL}


def cheat_named(name: str) -> Cheat:
    """
    Raises:
        ValueError: there is no such cheat; the text lists those there are.
    """
    if name not in CHEATS:
        raise ValueError(f"no cheat {name!r}; there are: {', '.join(CHEATS)}")
    return CHEATS[name]
