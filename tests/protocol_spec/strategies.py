"""Hypothesis strategies, derived from the message declarations: a kind of field gives its values, a class its messages."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import protocol_spec.messages  # noqa: F401  declares every message
from protocol_spec.codes import Flag
from protocol_spec.frame import Frame, frame_of
from protocol_spec.instant import MS, S
from protocol_spec.kinds import Form, Kind
from protocol_spec.message import MAX_BODY, Message, by_code
from protocol_spec.messages import BackfillBatch, Carried, GatewayDown, GatewayUp, Stored
from tests.protocol_spec import reckoning

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A slow machine is no failure."""

DECLARED = tuple(by_code.values())


def _text(limit: int) -> st.SearchStrategy[str]:
    characters = st.characters(codec="utf-8")
    return st.one_of(
        st.text(characters, max_size=limit // 4),
        st.text(characters, max_size=limit).filter(lambda string: len(string.encode()) <= limit),
    )


def _times() -> st.SearchStrategy[int]:
    return st.builds(lambda s, ms: s * S + ms * MS, st.integers(0, 2**32 - 1), st.integers(0, 999))


terminals = st.from_regex(r"\A[0-9]{16}\Z")


def _integers(kind: Kind) -> st.SearchStrategy[int]:
    assert kind.size is not None
    span = 1 << (8 * kind.size)
    low = -span // 2 if kind.signed else 0
    plain = st.integers(low, low + span - 1)
    special = [value for value in (kind.absent, kind.fault, kind.low, kind.high) if value is not None]
    return st.one_of(plain, st.sampled_from(special)) if special else plain


def values(kind: Kind) -> st.SearchStrategy[object]:
    """Every value a field of this kind can have, by form. A new form is a decision: write its strategy here."""
    match kind.form:
        case Form.INT:
            return _integers(kind)
        case Form.TIME:
            return _times()
        case Form.TERMINAL:
            return terminals
        case Form.CODE:
            assert kind.codes is not None
            return st.sampled_from(list(kind.codes))
        case Form.BITS:
            assert kind.flags is not None
            return st.integers(0, 2**16 - 1).map(kind.flags)
        case Form.OCTETS:
            return st.binary(min_size=kind.size or 0, max_size=kind.size)
        case Form.TEXT:
            return _text(kind.limit or 0)
        case Form.BLOB:
            short = min(kind.limit or 0, 40)
            return st.one_of(st.binary(max_size=short), st.binary(max_size=kind.limit))
        case Form.LIST:
            assert kind.group is not None
            rows = st.fixed_dictionaries({name: values(spec.kind) for name, spec in kind.group.fields().items()})
            return st.lists(rows.map(kind.group.of), max_size=min(kind.limit or 0, 6)).map(tuple)


def _records() -> st.SearchStrategy[Stored]:
    records = [message for message in DECLARED if message.is_record()]
    made = st.sampled_from(records).flatmap(messages).filter(lambda m: len(m.encode()) <= 1000)
    return made.map(lambda m: Stored(code=m.code, body=m.encode()))


def _carried() -> st.SearchStrategy[Carried]:
    return st.builds(
        lambda body, terminal, sequence: Carried(
            frame=Frame(0x04, terminal, sequence, body, Flag.SECURED, tag=bytes(8)).encode()[:-2]
        ),
        st.binary(max_size=20),
        terminals,
        st.integers(0, 65535),
    )


def messages(declared: type[Message]) -> st.SearchStrategy[Message]:
    """Messages without a flaw, of 1024 bytes at most."""
    if declared is BackfillBatch:
        made = st.lists(_records(), min_size=1, max_size=4).map(lambda rows: declared(records=tuple(rows)))
    elif declared in (GatewayUp, GatewayDown):
        made = st.lists(_carried(), min_size=1, max_size=4).map(lambda rows: declared(frames=tuple(rows)))
    else:
        fields = {name: values(spec.kind) for name, spec in declared.fields().items()}
        made = st.fixed_dictionaries(fields).map(lambda drawn: declared(**drawn))
    return made.filter(lambda message: message.flaw() is None and len(message.encode()) <= MAX_BODY)


def bodies(declared: type[Message]) -> st.SearchStrategy[bytes]:
    """Bytes that are a body of this message, nearly one, or nothing like it."""

    @st.composite
    def spoilt(draw: st.DrawFn) -> bytes:
        body = bytearray(draw(messages(declared)).encode())
        for _ in range(draw(st.integers(1, 4))):
            if body:
                body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
        return bytes(body)

    good = messages(declared).map(Message.encode)
    size = sum(spec.kind.size or 1 for spec in declared.fields().values())
    return st.one_of(
        good,
        spoilt(),
        st.binary(min_size=size, max_size=size),
        st.binary(max_size=MAX_BODY),
        st.builds(lambda body, more: body + more, good, st.binary(min_size=1, max_size=3)),
        st.builds(lambda body, kept: body[: kept % (len(body) + 1)], good, st.integers(0, 2**16)),
    )


@st.composite
def declared_frames(draw: st.DrawFn) -> Frame:
    """A frame of a declared message, with or without a tag (of random bytes)."""
    message = draw(st.sampled_from(DECLARED).flatmap(messages).filter(lambda m: len(m.encode()) <= MAX_BODY))
    extra = draw(st.sampled_from([Flag.NONE, Flag.ACK_REQUIRED, Flag.BACKFILL]))
    plain = frame_of(message, draw(terminals), draw(st.integers(0, 65535)), extra)
    tag = draw(st.one_of(st.just(b""), st.binary(min_size=8, max_size=8)))
    return Frame(
        plain.code,
        plain.terminal,
        plain.sequence,
        plain.body,
        plain.flags | (Flag.SECURED if tag else Flag.NONE),
        tag=tag,
    )


@st.composite
def any_frames(draw: st.DrawFn) -> Frame:
    """A frame that a stream has to deliver though nobody can understand it: any code, edition, flags and body."""
    body = draw(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from([b"W", b"WT", b"WTWT" * 20, b"TW" * 30, bytes(1024)]),
            st.integers(0, 1024).map(reckoning.header),
        )
    )
    flags = draw(st.integers(0, 255))
    return Frame(
        code=draw(st.integers(0, 255)),
        terminal=draw(terminals),
        sequence=draw(st.integers(0, 65535)),
        body=body,
        flags=flags,
        edition=draw(st.one_of(st.just(1), st.integers(0, 255))),
        tag=draw(st.binary(min_size=8, max_size=8)) if flags & Flag.SECURED else b"",
    )


frames = st.one_of(declared_frames(), any_frames())


@st.composite
def garbage(draw: st.DrawFn) -> bytes:
    """What a line may put between good frames: noise, half frames, and headers that hold and lie."""
    length = st.integers(0, 1024)
    good = draw(frames).encode()
    kind = draw(st.integers(0, 6))
    if kind == 0:
        return draw(st.binary(min_size=1, max_size=60))
    if kind == 1:
        return draw(st.sampled_from([b"W", b"WT", b"WTW", b"WWT", b"WT" * 20, b"W" * 40, b"WT\x01\x00\x10"]))
    if kind == 2:
        return reckoning.header(draw(length), flags=draw(st.sampled_from([0, 8, 255])))
    if kind == 3:
        over = reckoning.header(draw(st.integers(1025, 65535)))
        return draw(st.sampled_from([over, reckoning.header(4, terminal="99990100000000a2")]))
    if kind == 4:
        return good[: draw(st.integers(1, len(good) - 1))]
    spoilt = bytearray(good)
    if kind == 5:
        spoilt[draw(st.integers(18, len(good) - 1))] ^= draw(st.integers(1, 255))
        return bytes(spoilt)
    spoilt[15:17] = draw(length).to_bytes(2, "big")
    spoilt[17] = reckoning.crc8(bytes(spoilt[:17]))
    return bytes(spoilt)


@st.composite
def cuts(draw: st.DrawFn, data: bytes) -> list[bytes]:
    """`data` in pieces, some of them empty."""
    places = sorted(draw(st.lists(st.integers(0, len(data)), max_size=12)))
    return [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]
