"""Chapters SES and ACK beside their clauses: the session table and its diagrams, and both schedules of patience."""

from protocol_spec import timers
from protocol_spec.codes import Side
from protocol_spec.document.blocks import Block, Heading, Paragraph, Picture, Table
from protocol_spec.document.book import Book
from protocol_spec.document.machine_svg import machine_svg
from protocol_spec.document.machines import session_machine
from protocol_spec.document.mermaid import state_diagram
from protocol_spec.document.prose import prose
from protocol_spec.document.sections.message_chapter import answers
from protocol_spec.document.sections.objection_tables import objection_sections
from protocol_spec.document.words import member
from protocol_spec.instant import S
from protocol_spec.session_table import ENDS, TRANSITIONS, Occurrence, State, may_send

RECONNECTS = 9
"""Rows of the reconnect schedule: enough to reach the cap."""


def session_sections(book: Book) -> list[Block]:
    blocks: list[Block] = [Heading(3, book.pick("会话状态表", "The session table"), "session-table")]
    blocks += [*prose(book, "states"), _transitions(book)]
    for side in Side:
        machine = session_machine(book, side)
        blocks += [Paragraph(f"**{machine.title}**"), Picture(state_diagram(machine), machine_svg(machine))]
    blocks += [Heading(3, book.pick("何时可发何种消息", "What may be sent when"), "may-send"), _allowed(book)]
    blocks += objection_sections(book, "REGISTER", "LOGIN")
    blocks += [Heading(3, book.pick("重连的等待", "Waits before a reconnect"), "reconnect-schedule")]
    return [*blocks, *prose(book, "reconnect"), _reconnects(book)]


def _transitions(book: Book) -> Table:
    def cell(state: State, occurrence: Occurrence) -> str:
        after = TRANSITIONS[state].get(occurrence)
        return "—" if after is None else f"`{after.name}`"

    rows = tuple((member(book, one), *(cell(state, one) for state in State)) for one in Occurrence)
    return Table((book.pick("发生", "Occurrence"), *(f"`{state.name}`" for state in State)), rows)


def _allowed(book: Book) -> Table:
    rows = []
    for side in Side:
        for state in ENDS[side]:
            titles = [book.link(message.title) for message in book.sent_by(side) if may_send(state, message)]
            rows.append((side.text(book.lang), f"`{state.name}`", " ".join(titles) or "—"))
    head = (book.pick("一侧", "Side"), book.pick("状态", "State"), book.pick("可发的消息", "Messages it may send"))
    return Table(head, tuple(rows))


def _reconnects(book: Book) -> Table:
    base, cap = timers.RECONNECT_BASE, timers.RECONNECT_CAP
    rows = tuple((str(attempt), f"0 … {timers.reconnect_ceiling(attempt) // S} s") for attempt in range(RECONNECTS))
    head = (
        book.pick("第几次，自 0 起", "Reconnect, from 0"),
        book.pick(
            f"默认（基数 {base.default} s，上限 {cap.default} s）下的抽取范围",
            f"Drawn from, by default (base {base.default} s, cap {cap.default} s)",
        ),
    )
    return Table(head, rows)


def answer_sections(book: Book) -> list[Block]:
    return [
        Heading(3, book.pick("重发的等待", "Waits before a retransmission"), "retry-schedule"),
        *prose(book, "retries"),
        _retries(book),
        Heading(3, book.pick("何种消息以何应答", "What answers which message"), "ack-required"),
        *prose(book, "answers"),
        _asking(book),
    ]


def _retries(book: Book) -> Table:
    timer = timers.ACK_TIMEOUT
    firsts = (timer.default, timer.low, timer.high)
    rows = []
    for transmission in range(1, timers.RETRIES + 2):
        last = transmission > timers.RETRIES
        after = book.pick("视为链路中断", "the link is dead") if last else book.pick("原样重发", "the same bytes again")
        waits = (f"{timers.retry_wait(first * S, transmission) // S} s" for first in firsts)
        rows.append((str(transmission), *waits, after))
    head = (
        book.pick("第几次发送", "Transmission"),
        book.pick(f"默认 T(1) = {timer.default} s", f"T(1) = {timer.default} s, the default"),
        book.pick(f"最短 T(1) = {timer.low} s", f"T(1) = {timer.low} s, the least"),
        book.pick(f"最长 T(1) = {timer.high} s", f"T(1) = {timer.high} s, the most"),
        book.pick("等待期满仍无应答", "No answer by then"),
    )
    return Table(head, tuple(rows))


def _asking(book: Book) -> Table:
    rows = tuple(
        (
            f"`{message.code:02X}`",
            book.link(message.title),
            _direction(book, message.sender),
            member(book, message.when),
            book.pick("是", "yes") if message.response else "—",
            member(book, message.ack),
            answers(book, message),
            book.clause(message.clause),
        )
        for message in book.messages
    )
    head = (
        book.pick("码", "Code"),
        book.pick("消息", "Message"),
        book.pick("方向", "Direction"),
        book.pick("何时", "When"),
        "RESPONSE",
        "ACK_REQUIRED",
        book.pick("应答", "Answered by"),
        book.pick("条款", "Clause"),
    )
    return Table(head, rows)


def _direction(book: Book, sender: Side) -> str:
    receiver = next(side for side in Side if side is not sender)
    return f"{sender.text(book.lang)} → {receiver.text(book.lang)}"
