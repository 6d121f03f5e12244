"""Chapters LCK, EVT and ALM beside their clauses: in which order an UNLOCK is judged, events, alarms."""

from protocol_spec import alarms
from protocol_spec.codes import EVENT_SEVERITY, EVENT_VALUES, EventCode, Severity
from protocol_spec.document.blocks import Block, Heading, Table
from protocol_spec.document.book import Book
from protocol_spec.document.sections.objection_tables import objection_sections


def lock_sections(book: Book) -> list[Block]:
    return objection_sections(book, "UNLOCK")


def event_sections(book: Book) -> list[Block]:
    return [Heading(3, book.pick("事件码", "Event codes"), "EventCode"), event_table(book)]


def event_table(book: Book) -> Table:
    rows = tuple(
        (
            f"`{int(event):04X}`",
            f"`{event.name}`",
            event.text(book.lang),
            book.of(EVENT_VALUES[event]) if event in EVENT_VALUES else "0",
            EVENT_SEVERITY[event].text(book.lang),
            _alarm(book, event),
            ", ".join(book.clause(clause.id) for clause in book.mentions(event.name)) or "·",
        )
        for event in EventCode
    )
    head = (
        book.pick("码", "Code"),
        book.pick("名称", "Name"),
        book.pick("含义", "Meaning"),
        book.pick("value 的含义", "What `value` says"),
        book.link(Severity.__name__, book.pick("级别", "Severity")),
        book.pick("平台告警", "Alarm at the platform"),
        book.pick("条款", "Clauses"),
    )
    return Table(head, rows)


def _alarm(book: Book, event: EventCode) -> str:
    alarm = alarms.raised_by.get(event)
    return f"{alarm.code.text(book.lang)} (`{alarm.code.name}`)" if alarm else "—"


def alarm_sections(book: Book) -> list[Block]:
    rows = tuple(
        (
            str(int(alarm.code)),
            f"`{alarm.code.name}`",
            alarm.code.text(book.lang),
            alarm.severity.text(book.lang),
            alarm.seen.text(book.lang),
            ", ".join(f"`{event.name}`" for event in alarm.events) or "—",
            book.clause(alarm.clause),
        )
        for alarm in alarms.ALARMS
    )
    head = (
        book.pick("码", "Code"),
        book.pick("名称", "Name"),
        book.pick("含义", "Meaning"),
        book.link(Severity.__name__, book.pick("级别", "Severity")),
        book.pick("谁能看到", "Seen by"),
        book.pick("由哪些事件引起", "Raised by events"),
        book.pick("条款", "Clause"),
    )
    return [Heading(3, book.pick("告警表", "The alarms"), "AlarmCode"), Table(head, rows)]
