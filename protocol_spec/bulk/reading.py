"""From frames to columns; a chunk at a time, as in `packing.py`."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protocol_spec.bulk import kernels
from protocol_spec.bulk.finding import Octets, as_octets
from protocol_spec.bulk.packing import CHUNK, described
from protocol_spec.bulk.shape import Column, Shape, shape_of
from protocol_spec.codec import BodyError
from protocol_spec.edition import EDITIONS
from protocol_spec.frame import HEADER_SIZE
from protocol_spec.kinds import Form
from protocol_spec.message import Message
from protocol_spec.security import TAG_SIZE


@dataclass(frozen=True, eq=False)
class Bulk:
    """What N frames were. A row that is not `ok` is zero in every column.

    `ok` says that the single form would have read the frame as this message. Codes, bits, times, ids and octets are
    as in the head of the package; `tags` is (N, 8), zero where there is none.
    """

    ok: NDArray[np.bool_]
    columns: dict[str, NDArray[Any]]
    terminals: NDArray[np.uint64]
    sequences: NDArray[np.uint16]
    flags: NDArray[np.uint8]
    tags: NDArray[np.uint8]


def decode(message: type[Message], data: Octets, offsets: ArrayLike, sizes: ArrayLike) -> Bulk:
    """The frames of `data` that begin at `offsets` and have these `sizes` (`find_frames`), as one message.

    Raises:
        TypeError: the message varies in size.
        ValueError: offsets and sizes are not of one length.
    """
    shape = shape_of(message)
    octets, starts, lengths = as_octets(data), np.asarray(offsets, dtype=np.int64), np.asarray(sizes, dtype=np.int64)
    if starts.shape != lengths.shape or starts.ndim != 1:
        raise ValueError(
            f"offsets of shape {starts.shape} and sizes of shape {lengths.shape} are not one list of frames"
        )
    bulk = _blank(shape, len(starts))
    if _is_spoken(message):
        rows = np.zeros((CHUNK, HEADER_SIZE + shape.size), dtype=np.uint8)
        for start in range(0, len(starts), CHUNK):
            part = slice(start, start + CHUNK)
            _read_chunk(shape, octets, starts[part], lengths[part], rows, bulk, part)
    if message.flaw is not Message.flaw:
        _judge_each(message, octets, starts, bulk.ok)
    _clear(bulk)
    return bulk


def _is_spoken(message: type[Message]) -> bool:
    edition = EDITIONS.get(message.edition.number)
    return edition is not None and edition.messages.get(message.code) is message


def _blank(shape: Shape, count: int) -> Bulk:
    return Bulk(
        ok=np.zeros(count, dtype=np.bool_),
        columns={column.name: np.zeros(column.shape(count), dtype=column.values) for column in shape.columns},
        terminals=np.zeros(count, dtype=np.uint64),
        sequences=np.zeros(count, dtype=np.uint16),
        flags=np.zeros(count, dtype=np.uint8),
        tags=np.zeros((count, TAG_SIZE), dtype=np.uint8),
    )


def _read_chunk(
    shape: Shape,
    octets: NDArray[np.uint8],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    rows: NDArray[np.uint8],
    bulk: Bulk,
    part: slice,
) -> None:
    rows, ok = rows[: len(starts)], bulk.ok[part]
    header = bulk.terminals[part], bulk.sequences[part], bulk.flags[part], bulk.tags[part]
    kernels.take(octets, starts, lengths, described(shape), rows, ok, *header)
    records = rows.view(shape.wire)[:, 0]
    for column in shape.columns:
        _read_column(column, rows, records, bulk.columns[column.name][part], ok)


def _read_column(
    column: Column, rows: NDArray[np.uint8], records: NDArray[np.void], values: NDArray[Any], ok: NDArray[np.bool_]
) -> None:
    at = HEADER_SIZE + column.at
    if column.kind.form is Form.TIME:
        kernels.read_times(rows, at, values, ok)
    elif column.kind.form is Form.TERMINAL:
        kernels.read_terminals(rows, at, values, ok)
    elif column.members is not None:
        kernels.read_codes(rows, at, column.kind.size or 0, column.members, values, ok)
    else:
        values[:] = records[column.name]


def _judge_each(
    message: type[Message], octets: NDArray[np.uint8], starts: NDArray[np.int64], ok: NDArray[np.bool_]
) -> None:
    """A message that has more to say of its body than its fields (`flaw`) says it of one at a time."""
    size = message.fixed_size() or 0
    for row in np.flatnonzero(ok):
        body = octets[starts[row] + HEADER_SIZE :][:size].tobytes()
        ok[row] = not isinstance(message.decode(body), BodyError)


def _clear(bulk: Bulk) -> None:
    if bulk.ok.all():
        return
    bad = ~bulk.ok
    for values in (*bulk.columns.values(), bulk.terminals, bulk.sequences, bulk.flags, bulk.tags):
        values[bad] = 0
