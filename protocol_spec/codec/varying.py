"""Fields that vary in size, each a closure that reads and one that writes. As in `runs.py`, nothing says why."""

from collections.abc import Callable
from itertools import chain
from struct import pack
from typing import Any, TypeAlias

from protocol_spec.codec.fixed import Reader, Writer
from protocol_spec.codec.runs import Run, Values
from protocol_spec.kinds import Form, Kind

Codecs: TypeAlias = Callable[[Any], Any]
"""From a group to the codec of its rows."""


def _text(name: str, kind: Kind, codec_of: Codecs) -> tuple[Reader, Writer]:
    read_octets, write_octets = _octets(name, kind)

    def read(data: bytes, at: int, values: Values) -> int:
        end = read_octets(data, at, values)
        values[name] = values[name].decode()
        return end

    def write(value: Any) -> bytes:
        return write_octets(getattr(value, name).encode())

    return read, write


def _blob(name: str, kind: Kind, codec_of: Codecs) -> tuple[Reader, Writer]:
    read, write_octets = _octets(name, kind)

    def write(value: Any) -> bytes:
        return write_octets(getattr(value, name))

    return read, write


def _octets(name: str, kind: Kind) -> tuple[Reader, Callable[[bytes], bytes]]:
    """A length and so many bytes, `limit` at most (FRM-24, FRM-25)."""
    prefix, limit = kind.prefix, kind.limit or 0

    def read(data: bytes, at: int, values: Values) -> int:
        start = at + prefix
        length = data[at] if prefix == 1 else data[at] << 8 | data[at + 1]
        end = start + length
        if end > len(data) or length > limit:
            raise ValueError(length)
        values[name] = data[start:end]
        return end

    def write(octets: bytes) -> bytes:
        if len(octets) > limit:
            raise ValueError(octets)
        return len(octets).to_bytes(prefix, "big") + octets

    return read, write


def _list(name: str, kind: Kind, codec_of: Codecs) -> tuple[Reader, Writer]:
    assert kind.group is not None
    if kind.group.fixed_size():
        return _even_rows(name, kind)
    return _uneven_rows(name, kind, codec_of(kind.group))


def _even_rows(name: str, kind: Kind) -> tuple[Reader, Writer]:
    """Rows of one size: all of them with one `struct` call."""
    assert kind.group is not None
    group, limit, new = kind.group, kind.limit or 0, object.__new__
    run = Run({field: spec.kind for field, spec in kind.group.fields().items()})
    slots, size, means, slots_of = run.slots, run.struct.size, run.means, run.slots_of
    iter_unpack, letters = run.struct.iter_unpack, run.struct.format.removeprefix(">")

    def read(data: bytes, at: int, values: Values) -> int:
        count, start = data[at], at + 1
        end = start + count * size
        if end > len(data) or count > limit:
            raise ValueError(count)
        rows = []
        for numbers in iter_unpack(data[start:end]):
            row = new(group)
            row.__dict__.update(zip(slots, numbers, strict=False))
            if means:
                means(row.__dict__)
            rows.append(row)
        values[name] = tuple(rows)
        return end

    def write(value: Any) -> bytes:
        rows = getattr(value, name)
        if len(rows) > limit:
            raise ValueError(rows)
        return pack(f">B{letters * len(rows)}", len(rows), *chain.from_iterable(map(slots_of, rows)))

    return read, write


def _uneven_rows(name: str, kind: Kind, codec: Any) -> tuple[Reader, Writer]:
    limit, read_row, write_row = kind.limit or 0, codec.read, codec.write

    def read(data: bytes, at: int, values: Values) -> int:
        count = data[at]
        if count > limit:
            raise ValueError(count)
        rows, at = [], at + 1
        for _ in range(count):
            row, at = read_row(data, at)
            rows.append(row)
        values[name] = tuple(rows)
        return at

    def write(value: Any) -> bytes:
        rows = getattr(value, name)
        if len(rows) > limit:
            raise ValueError(rows)
        return len(rows).to_bytes(1, "big") + b"".join([write_row(row) for row in rows])

    return read, write


VARYING: dict[Form, Callable[[str, Kind, Codecs], tuple[Reader, Writer]]] = {
    Form.TEXT: _text,
    Form.BLOB: _blob,
    Form.LIST: _list,
}
