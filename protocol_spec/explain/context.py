"""What a field means that cannot be seen in it: another field of its layout says so, or its declaration does."""

from collections.abc import Mapping
from dataclasses import replace

from protocol_spec.codes import EVENT_VALUES, ClockState, EventCode
from protocol_spec.edition import Edition
from protocol_spec.explain.moment import uptime_text
from protocol_spec.explain.piece import Gravity, Piece, Trouble
from protocol_spec.explain.reading import Reading
from protocol_spec.explain.words import Words, same
from protocol_spec.instant import Instant
from protocol_spec.kinds import Form
from protocol_spec.layout import FieldSpec, Layout
from protocol_spec.times import flaw

EVENT_VALUE = "value"
"""The field that an event code in the same layout gives its meaning (EVT-01)."""


def message_name(edition: Edition, code: int) -> Words:
    declared = edition.messages.get(code)
    return Words(declared.title, f"{declared.zh} {declared.title}") if declared else Words("unknown", "未知消息")


def in_context(
    reading: Reading, name: str, spec: FieldSpec, layout: type[Layout], seen: Mapping[str, int], edition: Edition
) -> Reading:
    """A reading with what it stands for. `seen` are the numbers of the fields before it, by name."""
    if spec.kind.form is not Form.INT or reading.number is None:
        return reading
    if spec.kind.names_message:
        name_of_code = message_name(edition, reading.number)
        return replace(reading, shown=same(f"0x{reading.number:02X}"), stands_for=name_of_code)
    event = _member_seen(EventCode, layout, seen)
    if event is None or name != EVENT_VALUE:
        return reading
    zh, en = EVENT_VALUES.get(EventCode.of(event), ("", ""))
    return replace(reading, stands_for=Words(en, zh))


def dated(pieces: list[Piece], layout: type[Layout], path: str, seen: Mapping[str, int]) -> list[Piece]:
    """The pieces of a record with its times as its clock has them (TIM-02)."""
    clock = _member_seen(ClockState, layout, seen)
    if clock is None:
        return pieces
    times = {f"{path}.{name}" for name, spec in layout.fields().items() if spec.kind.form is Form.TIME}
    state = ClockState.of(clock)
    return [
        _dated(piece, piece.value, state) if piece.path in times and isinstance(piece.value, int) else piece
        for piece in pieces
    ]


def _dated(piece: Piece, time: Instant, state: ClockState) -> Piece:
    if state is ClockState.UPTIME:
        uptime = uptime_text(time)
        return replace(piece, shown=Words(f"uptime {uptime}", f"开机后 {uptime}"))
    # TIM-03 "A platform MUST flag an impossible time and never replace it silently." No `now`: only the past is looked at.
    impossible = flaw(time, state, time)
    if impossible is None:
        return piece
    trouble = Trouble("TIM-03", Words(impossible.en, impossible.zh), Gravity.ABNORMAL)
    return replace(piece, troubles=(*piece.troubles, trouble))


def _member_seen(codes: type, layout: type[Layout], seen: Mapping[str, int]) -> int | None:
    """The number of the layout's field of this enumeration, where it is one that has a name."""
    for name, spec in layout.fields().items():
        if spec.kind.codes is codes and name in seen:
            return seen[name] if seen[name] in {int(member) for member in spec.kind.codes} else None
    return None
