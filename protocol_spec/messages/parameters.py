"""Parameters over the wire (PAR). Which there are, with range and default: `protocol_spec/parameters.py`."""

from protocol_spec.codes import Result, Side
from protocol_spec.kinds import blob, code, listed, u16, u32
from protocol_spec.message import Ack, Group, Message, field

ITEMS = 60


class Item(Group):
    """A parameter and its value, in the bytes of the kind that its number has."""

    id: int = field(u16, "PAR-01", "parameter", "参数号")
    value: bytes = field(blob(64), "PAR-01", "value, as the parameter's kind says", "参数值")


class Wanted(Group):
    id: int = field(u16, "PAR-06", "parameter", "参数号")


class ParamSet(
    Message,
    code=0xA2,
    sender=Side.PLATFORM,
    clause="PAR-02",
    zh="参数设置",
    title="PARAM_SET",
    ack=Ack.MUST,
    answered_by=("PARAM_REPORT",),
):
    command: int = field(u32, "LCK-06", "command id, strictly rising per session", "命令号，会话内严格递增")
    items: tuple[Item, ...] = field(
        listed(Item, ITEMS), "PAR-02", "all of them or none", "参数项，全部生效或全部不生效"
    )


class ParamGet(
    Message,
    code=0xA3,
    sender=Side.PLATFORM,
    clause="PAR-06",
    zh="参数查询",
    title="PARAM_GET",
    ack=Ack.MUST,
    answered_by=("PARAM_REPORT",),
):
    wanted: tuple[Wanted, ...] = field(listed(Wanted, ITEMS), "PAR-06", "which; none for all", "所查参数，空为全部")


class ParamReport(
    Message, code=0x21, sender=Side.TERMINAL, clause="PAR-03", zh="参数报告", title="PARAM_REPORT", response=True
):
    answers: int = field(u16, "ACK-01", "sequence of the frame answered", "所应答的流水号")
    result: Result = field(code(Result), "PAR-03", "result", "结果")
    culprit: int = field(u16, "PAR-03", "the parameter that was refused, 0 for none", "被拒绝的参数号，无则为 0")
    more: int = field(u16, "PAR-07", "parameters that did not fit", "未能容纳的参数个数")
    items: tuple[Item, ...] = field(listed(Item, ITEMS), "PAR-06", "values in force", "生效值")
