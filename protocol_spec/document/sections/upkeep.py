"""Chapters PAR and UPG beside their clauses: parameters, fixed limits, the upgrade's states and what is signed."""

from protocol_spec import timers
from protocol_spec.coded import Coded
from protocol_spec.document.blocks import Block, Heading, Picture, Table
from protocol_spec.document.book import Book
from protocol_spec.document.fields import kind_of
from protocol_spec.document.machine_svg import machine_svg
from protocol_spec.document.machines import upgrade_machine
from protocol_spec.document.mermaid import state_diagram
from protocol_spec.document.prose import prose
from protocol_spec.document.words import label_words, member
from protocol_spec.instant import DAY, HOUR, MINUTE, MS, S
from protocol_spec.kinds import Kind
from protocol_spec.parameters import PARAMETERS, Parameter, Value
from protocol_spec.upgrade_table import IMAGE_LABEL, UPGRADE, is_newer

LIMITS: tuple[tuple[str, str, str, str], ...] = (
    ("RETRIES", "ACK-03", "同一流水号的重发次数", "retransmissions with the same sequence"),
    ("REFUSALS", "SES-10", "长等待之前登录被拒的次数", "refused logins before the long wait"),
    ("SILENT_PERIODS", "SES-07", "判定离线的心跳周期数", "heartbeat periods of silence that are offline"),
    ("BODY_WAIT", "FRM-12", "等待所承诺消息体", "wait for a promised body"),
    ("ACCEPT_WINDOW", "LCK-04", "UNLOCK 从签发到接受截止", "UNLOCK, from issue to accept-until"),
    ("GRANT_LONGEST", "LCK-14", "授权从签发到截止", "a grant, from issue to end"),
    ("OFFLINE_LONGEST", "OFF-02", "离线许可的有效期", "validity of an offline permit"),
    ("RELAY_WITHIN", "LCK-07", "从命令或锁定原因到实测断开", "from command, or reason to lock, to measured open"),
    ("RELAY_SETTLE", "LCK-03", "从继电器指令到测量反馈", "from relay command to measuring its feedback"),
    ("BYPASS_WITHIN", "EVT-02", "从锁定时的首个电流到事件", "from first current while locked to the event"),
    ("BACKFILL_WINDOW", "BKF-04", "未应答记录的保存时间", "how long unanswered records are kept"),
    ("FUTURE_SLACK", "TIM-03", "记录时间可超前平台时间", "how far ahead of the platform a record may be"),
    ("CLOCK_JUMP", "TIM-06", "产生 CLOCK_JUMP 的校时改动", "correction of the clock that is an event"),
    ("IDENTIFY_EVERY", "DIA-03", "无会话时应答 IDENTIFY 的最短间隔", "between answers to IDENTIFY without a session"),
    ("SCAN_TO_POWER", "PLT-08", "从扫码到通电", "from scan to power"),
)
"""What is fixed and no parameter: its name in timers.py, clause, Chinese, English."""

_COUNTS = frozenset({"RETRIES", "REFUSALS", "SILENT_PERIODS"})


def parameter_sections(book: Book) -> list[Block]:
    return [
        Heading(3, book.pick("参数表", "The table of parameters"), "parameters"),
        *prose(book, "parameters"),
        parameter_table(book),
        Heading(3, book.pick("固定时限", "Fixed limits"), "limits"),
        limit_table(book),
    ]


def parameter_table(book: Book) -> Table:
    rows = tuple(
        (
            f"`{one.id:04X}`",
            f"`{one.name}`",
            kind_of(book, one.kind),
            one.kind.unit or "·",
            book.pick("只读", "read only") if one.read_only else _value(book, one.default),
            _range(one),
            book.pick(one.zh, one.en),
            book.clause(one.clause),
        )
        for one in PARAMETERS
    )
    head = (
        book.pick("编号", "Number"),
        book.pick("名称", "Name"),
        book.pick("类型", "Kind"),
        book.pick("单位", "Unit"),
        book.pick("默认", "Default"),
        book.pick("范围", "Range"),
        book.pick("含义", "Meaning"),
        book.pick("条款", "Clause"),
    )
    return Table(head, rows)


def _value(book: Book, value: Value) -> str:
    if isinstance(value, Coded):
        return f"{int(value)} {value.text(book.lang)}"
    return str(value) if value != "" else book.pick("空", "empty")


def _range(one: Parameter) -> str:
    if one.low is not None and one.high is not None:
        return f"{one.low} … {one.high}"
    return _codes(one.kind)


def _codes(kind: Kind) -> str:
    return f"{min(kind.codes)} … {max(kind.codes)}" if kind.codes else "·"


def limit_table(book: Book) -> Table:
    rows = tuple(
        (book.linked(book.pick(zh, en)), span(book, getattr(timers, name), name in _COUNTS), book.clause(clause))
        for name, clause, zh, en in LIMITS
    )
    return Table((book.pick("何者", "What"), book.pick("取值", "Value"), book.pick("条款", "Clause")), rows)


def span(book: Book, value: int, count: bool = False) -> str:
    """A duration in the largest unit that says it without a fraction, or a plain count."""
    if count:
        return str(value)
    units = ((DAY, "天", "d"), (HOUR, "小时", "h"), (MINUTE, "分钟", "min"), (S, "秒", "s"), (MS, "毫秒", "ms"))
    size, zh, en = next(unit for unit in units if value % unit[0] == 0)
    return f"{value // size} {book.pick(zh, en)}"


def upgrade_sections(book: Book) -> list[Block]:
    machine = upgrade_machine(book)
    rows = tuple(
        (f"`{state.name}`", member(book, occurrence), f"`{after.name}`")
        for state, table in UPGRADE.items()
        for occurrence, after in table.items()
    )
    head = (book.pick("状态", "State"), book.pick("发生", "Occurrence"), book.pick("此后", "Then"))
    return [
        Heading(3, machine.title, "upgrade-table"),
        Picture(state_diagram(machine), machine_svg(machine)),
        Table(head, rows),
        Heading(3, book.pick("版本的比较", "Which version is newer"), "newer"),
        *prose(book, "newer"),
        newer_table(book),
        Heading(3, book.pick("签名的输入", "What is signed"), "image-signature"),
        *prose(book, "signature"),
        signed_table(book),
    ]


VERSIONS = (("1.10", "1.9"), ("1.2.1", "1.2"), ("1.2.0", "1.2"), ("2.0-rc1", "2.0"), ("1.9.9", "2.0"))
"""Offered and running: tens after nines, a part more, a part of zero, what follows digits, and an older one."""


def newer_table(book: Book) -> Table:
    rows = tuple(
        (f"`{offered}`", f"`{running}`", book.pick("接受", "taken") if is_newer(offered, running) else "`NOT_NEWER`")
        for offered, running in VERSIONS
    )
    return Table((book.pick("所提供", "Offered"), book.pick("现有", "Running"), book.pick("结果", "Result")), rows)


def signed_table(book: Book) -> Table:
    rows = (
        (str(len(IMAGE_LABEL)), book.of(label_words(IMAGE_LABEL))),
        ("2", book.pick("厂商代码", "vendor code")),
        ("1", book.pick("型号", "model")),
        ("1 + n", book.pick("固件版本：1 字节长度加 UTF-8", "firmware version: one length byte and UTF-8")),
        ("4", book.pick("镜像大小", "size of the image")),
        ("32", book.pick("镜像的 SHA-256", "SHA-256 of the image")),
    )
    return Table((book.pick("字节", "Size"), book.pick("含义", "Meaning")), rows)
