"""The compiled form of a layout, made once from its declared kinds.

Theory of operation. The fields are cut into stretches of fixed size (`runs.py`) and fields that vary (`varying.py`);
each becomes one closure that reads, and one that writes. None of them knows how to complain. They raise whatever
Python raises, and then the slow road says what it was: `diagnosis.py` walks over the bytes field by field, and for a
value that fits nowhere Construct itself is asked. So good frames pay nothing for good error messages, and the two
roads can only disagree about a frame that is refused, which the tests look for.
"""

import struct
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from construct import ConstructError

from protocol_spec.codec import diagnosis
from protocol_spec.codec.faults import BodyError, FieldError
from protocol_spec.codec.fixed import Reader, Writer, reads, writes
from protocol_spec.codec.paths import spec_at, steps_of, within
from protocol_spec.codec.runs import Run
from protocol_spec.codec.varying import VARYING
from protocol_spec.kinds import Kind
from protocol_spec.layout import Layout

L = TypeVar("L", bound=Layout)

_UNREADABLE = (struct.error, LookupError, ValueError)
_UNFIT = (struct.error, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)


class Codec(Generic[L]):
    """`parse` and `build` for one layout; `read` and `write` where it is a row among others."""

    def __init__(self, layout: type[L]) -> None:
        if hasattr(layout, "__post_init__"):
            raise TypeError(
                f"{layout.__name__}: a value is read without __post_init__: what it checks belongs in flaw()"
            )
        self._layout = layout
        pieces = _pieces({name: spec.kind for name, spec in layout.fields().items()})
        self.read = _reads([reader for reader, _ in pieces], layout)
        self.write = _writes([writer for _, writer in pieces])

    def parse(self, body: bytes) -> L | BodyError:
        """The value that `body` is, end to end."""
        try:
            value, end = self.read(body, 0)
            if end == len(body):
                return value
        except _UNREADABLE:
            pass
        return diagnosis.fault(self._layout, body)

    def build(self, value: L) -> bytes:
        """The bytes of a value.

        Raises:
            FieldError: a value does not fit its field.
        """
        try:
            return self.write(value)
        except _UNFIT:
            return self._build_slowly(value)

    def _build_slowly(self, value: L) -> bytes:
        """Ask the definition. It may know better (it takes `"5"` for a code): then its bytes count."""
        try:
            body: bytes = self._layout.layout.build(value.values())
        except (*_UNFIT, ConstructError) as error:
            names = within(self._layout, steps_of(error)) if isinstance(error, ConstructError) else []
            raise FieldError(*_complaint(value, names, error)) from None
        return body


_made: dict[type[Layout], Codec[Any]] = {}


def codec_of(layout: type[L]) -> Codec[L]:
    """The one of this layout; a row's is made when the first list of such rows is."""
    if layout not in _made:
        _made[layout] = Codec(layout)
    return _made[layout]


def _pieces(kinds: dict[str, Kind]) -> list[tuple[Reader, Writer]]:
    pieces: list[tuple[Reader, Writer]] = []
    run: dict[str, Kind] = {}
    for name, kind in kinds.items():
        if kind.size is not None:
            run[name] = kind
            continue
        if run:
            pieces.append((reads(Run(run)), writes(Run(run))))
            run = {}
        pieces.append(VARYING[kind.form](name, kind, codec_of))
    if run:
        pieces.append((reads(Run(run)), writes(Run(run))))
    return pieces


def _reads(readers: list[Reader], layout: type[L]) -> Callable[[bytes, int], tuple[L, int]]:
    """From bytes and an offset to the value that begins there and where it ends.

    The values go straight into the instance's `__dict__`: a frozen dataclass sets one attribute after another, each
    through `object.__setattr__`, and that is half the price of a message.
    """
    new = object.__new__

    def read(data: bytes, at: int) -> tuple[L, int]:
        value = new(layout)
        values = value.__dict__
        for reader in readers:
            at = reader(data, at, values)
        return value, at

    return read


def _writes(writers: list[Writer]) -> Writer:
    if len(writers) == 1:
        return writers[0]
    return lambda value: b"".join([writer(value) for writer in writers])


def _complaint(value: Layout, names: list[str], error: Exception) -> tuple[str, str]:
    where = type(value).__name__
    if not names:
        return where, str(error)
    kind = spec_at(type(value), names).kind
    given = getattr(value, names[0]) if len(names) == 1 else "a row"
    return f"{where}.{'.'.join(names)}", f"{given!r} does not fit {kind.name} ({str(error).splitlines()[-1]})"
