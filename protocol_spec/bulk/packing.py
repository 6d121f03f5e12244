"""From columns to frames.

A chunk of frames at a time, so that the bytes are still in the cache when the next column is written among them.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protocol_spec.adapters import LAST_SECOND
from protocol_spec.bulk import kernels
from protocol_spec.bulk.shape import Column, Shape, shape_of
from protocol_spec.codec import FieldError
from protocol_spec.codes import Flag
from protocol_spec.frame import HEADER_SIZE
from protocol_spec.instant import S
from protocol_spec.kinds import Form
from protocol_spec.message import Message
from protocol_spec.security import TAG_SIZE

CHUNK = 4096

LAST_INSTANT = LAST_SECOND * S + S - 1
LAST_TERMINAL = 10**16 - 1


def encode(
    message: type[Message],
    columns: Mapping[str, ArrayLike],
    terminals: ArrayLike,
    sequences: ArrayLike,
    flags: ArrayLike = 0,
    tags: ArrayLike | None = None,
) -> NDArray[np.uint8]:
    """One frame a row, uint8 of shape (N, size of the frame), N being the length of `terminals`.

    A single value in place of an array stands for all rows. RESPONSE is set as the declaration says. `tags` is (N, 8);
    either all rows are SECURED and have a tag, or none.

    Raises:
        TypeError: the message varies in size.
        FieldError: a column is missing, too many, of another shape, or has a value that does not fit its field.
    """
    shape = shape_of(message)
    terminals = np.atleast_1d(np.asarray(terminals))
    count = len(terminals)
    header = (
        _fitting(f"{message.__name__}, terminals", terminals, (count,), np.dtype(np.uint64), 0, LAST_TERMINAL),
        _fitting(f"{message.__name__}, sequences", sequences, (count,), np.dtype(np.uint16)),
        _fitting(f"{message.__name__}, flags", flags, (count,), np.dtype(np.uint8)),
    )
    tagged = _tags(shape, header[2], tags)
    fields = _columns(shape, columns, count)
    frames = np.empty((count, shape.bare + tagged.shape[1]), dtype=np.uint8)
    for start in range(0, count, CHUNK):
        part = slice(start, start + CHUNK)
        rows = frames[part]
        _write_bodies(shape, [values[part] for values in fields], rows)
        terminal, sequence, flag = (values[part] for values in header)
        kernels.seal(rows, described(shape), terminal, sequence, flag, tagged[part] if len(tagged) else tagged)
    return frames


def described(shape: Shape) -> tuple[int, int, int, int]:
    """What the kernels have to know of a message: edition, code, RESPONSE, body length."""
    message = shape.message
    return message.edition.number, message.code, int(Flag.RESPONSE) if message.response else 0, shape.size


def _write_bodies(shape: Shape, fields: list[NDArray[Any]], rows: NDArray[np.uint8]) -> None:
    records = np.ndarray(len(rows), dtype=shape.wire, buffer=rows.data, strides=rows.strides[:1])
    for column, values in zip(shape.columns, fields, strict=True):
        if column.kind.form is Form.TIME:
            kernels.write_times(values, rows, HEADER_SIZE + column.at)
        elif column.kind.form is Form.TERMINAL:
            kernels.write_terminals(values, rows, HEADER_SIZE + column.at)
        else:
            records[column.name] = values


def _columns(shape: Shape, columns: Mapping[str, ArrayLike], count: int) -> list[NDArray[Any]]:
    names = {column.name for column in shape.columns}
    if columns.keys() != names:
        odd = ", ".join(sorted(columns.keys() ^ names))
        raise FieldError(shape.message.__name__, f"columns and fields are not the same: {odd}")
    return [_column(shape, column, columns[column.name], count) for column in shape.columns]


def _column(shape: Shape, column: Column, values: ArrayLike, count: int) -> NDArray[Any]:
    where = f"{shape.message.__name__}.{column.name}"
    if column.kind.form is Form.TIME:
        return _fitting(where, values, (count,), column.values, 0, LAST_INSTANT)
    if column.kind.form is Form.TERMINAL:
        return _fitting(where, values, (count,), column.values, 0, LAST_TERMINAL)
    return _fitting(where, values, column.shape(count), column.values)


def _tags(shape: Shape, flags: NDArray[np.uint8], tags: ArrayLike | None) -> NDArray[np.uint8]:
    """The tags; no rows of no octets where there are none."""
    name = shape.message.__name__
    secured = flags & np.uint8(Flag.SECURED) != 0
    # FRM-01 "A frame MUST be an 18-byte header, the body, an 8-byte tag if SECURED, and a 2-byte CRC …"
    if not (secured.all() if tags is not None else not secured.any()):
        raise FieldError(f"{name}, flags", "frames have a tag if and only if they are SECURED: encode them apart")
    if tags is None:
        return np.empty((0, 0), dtype=np.uint8)
    return _fitting(f"{name}, tags", tags, (len(flags), TAG_SIZE), np.dtype(np.uint8))


def _fitting(
    where: str,
    given: ArrayLike,
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    low: int | None = None,
    high: int | None = None,
) -> NDArray[Any]:
    """The values in this shape and dtype, every one of them between `low` and `high` or what the dtype can hold."""
    values = np.asarray(given)
    if values.dtype.kind not in "iu" and values.size:
        raise FieldError(where, f"integers are wanted, not {values.dtype}")
    try:
        # Contiguous, because a kernel is compiled anew for every other layout of its arguments.
        values = np.ascontiguousarray(np.broadcast_to(values, shape))
    except ValueError:
        raise FieldError(where, f"shape {values.shape} is not {shape}") from None
    whole = np.iinfo(dtype)
    if low is None and high is None and np.can_cast(values.dtype, dtype):
        return values.astype(dtype, copy=False)
    low, high = int(whole.min) if low is None else low, int(whole.max) if high is None else high
    if values.size and not low <= int(values.min()) <= int(values.max()) <= high:
        bad = np.argwhere((values < low) | (values > high))[0]
        raise FieldError(where, f"row {bad[0]}: {values[tuple(bad)]} is not between {low} and {high}")
    return values.astype(dtype, copy=False)
