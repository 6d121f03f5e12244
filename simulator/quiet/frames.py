"""From rows to frames: what `walk` said will be sent, as the bytes that are.

STATUS and HEARTBEAT are of fixed size and go through `protocol_spec.bulk`. WELD_SAMPLES varies, so blocks of one length are
packed together, in a dtype that follows from the declaration. Then the tag of each frame, and the frame is sealed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from protocol_spec import bulk
from protocol_spec.bulk import kernels
from protocol_spec.bulk.shape import TIME
from protocol_spec.codes import ClockState
from protocol_spec.frame import CRC_SIZE, HEADER_SIZE
from protocol_spec.instant import Instant
from protocol_spec.kinds import Form, Kind
from protocol_spec.message import Message
from protocol_spec.messages import Heartbeat, Sample, Status, WeldSamples
from protocol_spec.security import TAG_SIZE
from simulator.quiet import tags
from simulator.quiet.tables import Tables

MEASURED: Final = {
    "mains_current": "mains_read",
    "arc_current": "arc_read",
    "arc_voltage": "volts_read",
    "temperature": "heat_read",
}
"""Fields of STATUS that are the template's where the sensor is not there."""


@dataclass(frozen=True, eq=False)
class Frames:
    """N frames, terminal by terminal, and of each terminal as they left: the bytes of number n are `data` from `offsets[n]`
    to `offsets[n + 1]`."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    owners: NDArray[np.int64]
    instants: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.owners)

    def __iter__(self) -> Iterator[tuple[int, Instant, bytes]]:
        """Number of the terminal, when, and the frame."""
        whole, places = self.data.tobytes(), self.offsets.tolist()
        for number, (owner, at) in enumerate(zip(self.owners.tolist(), self.instants.tolist(), strict=True)):
            yield owner, at, whole[places[number] : places[number + 1]]


def frames_of(rows: NDArray[np.void], pool: NDArray[np.uint16], tables: Tables) -> Frames:
    parts = [_statuses(rows, tables), _heartbeats(rows, tables), *_blocks(rows, pool, tables)]
    sizes = np.zeros(len(rows), dtype=np.int64)
    for chosen, packed in parts:
        sizes[chosen] = packed.shape[1]
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    data = np.empty(offsets[-1], dtype=np.uint8)
    for chosen, packed in parts:
        _place(packed, offsets[chosen], data)
    return Frames(data, offsets, rows["owner"].copy(), rows["at"].copy())


Part = tuple[NDArray[np.int64], NDArray[np.uint8]]
"""Which rows, and their frames."""


def _statuses(rows: NDArray[np.void], tables: Tables) -> Part:
    chosen = np.flatnonzero(rows["code"] == Status.code)
    mine = rows[chosen]
    columns = {name: values[mine["owner"]] for name, values in tables.templates.items()}
    columns |= {"record": mine["number"], "time": mine["time"], "energy": mine["energy"]}
    for name, flag in MEASURED.items():
        columns[name] = np.where(tables.settings[flag][mine["owner"]], mine[name], columns[name])
    return chosen, _sealed(Status, columns, mine, tables)


def _heartbeats(rows: NDArray[np.void], tables: Tables) -> Part:
    chosen = np.flatnonzero(rows["code"] == Heartbeat.code)
    return chosen, _sealed(Heartbeat, {"oldest": rows["number"][chosen]}, rows[chosen], tables)


def _sealed(
    message: type[Message], columns: dict[str, NDArray[Any]], rows: NDArray[np.void], tables: Tables
) -> NDArray[np.uint8]:
    terminals = tables.settings["terminal"][rows["owner"]]
    packed = bulk.encode(message, columns, terminals, rows["sequence"], rows["flags"], _no_tags(rows))
    _tag(packed, message, rows, tables)
    return packed


def _no_tags(rows: NDArray[np.void]) -> NDArray[np.uint8]:
    return np.zeros((len(rows), TAG_SIZE), dtype=np.uint8)


def _tag(packed: NDArray[np.uint8], message: type[Message], rows: NDArray[np.void], tables: Tables) -> None:
    """Frames that lack nothing but their tag get it, and with it another check."""
    covered = packed.shape[1] - TAG_SIZE - CRC_SIZE
    tags.write(packed, covered, rows["owner"].copy(), tables.prepared)
    _seal(packed, message, rows, tables, packed[:, covered : covered + TAG_SIZE].copy())


def _seal(
    packed: NDArray[np.uint8],
    message: type[Message],
    rows: NDArray[np.void],
    tables: Tables,
    tagged: NDArray[np.uint8],
) -> None:
    """Header, tag and check around the bodies."""
    header = (message.edition.number, message.code, 0, packed.shape[1] - HEADER_SIZE - TAG_SIZE - CRC_SIZE)
    terminals = tables.settings["terminal"][rows["owner"]].astype(np.uint64)
    sequences, flags = rows["sequence"].astype(np.uint16), rows["flags"].astype(np.uint8)
    kernels.seal(packed, header, terminals, sequences, flags, tagged)


# ---- blocks of samples -----------------------------------------------------------------------------------------------


def _blocks(rows: NDArray[np.void], pool: NDArray[np.uint16], tables: Tables) -> Iterator[Part]:
    all_blocks = np.flatnonzero(rows["code"] == WeldSamples.code)
    for count in np.unique(rows["sample_count"][all_blocks]):
        chosen = all_blocks[rows["sample_count"][all_blocks] == count]
        yield chosen, _block(rows[chosen], int(count), pool, tables)


def _block(rows: NDArray[np.void], count: int, pool: NDArray[np.uint16], tables: Tables) -> NDArray[np.uint8]:
    wire = _block_wire(count)
    packed = np.zeros((len(rows), wire.itemsize + TAG_SIZE + CRC_SIZE), dtype=np.uint8)
    bodies = np.ndarray(len(rows), dtype=wire, buffer=packed.data, strides=packed.strides[:1])
    bodies["record"], bodies["count"] = rows["number"], count
    bodies["time"]["seconds"], bodies["time"]["millis"] = rows["time"] // 1_000_000, rows["time"] // 1_000 % 1_000
    bodies["clock"] = int(ClockState.SYNCHRONISED)
    bodies["grant"] = tables.templates["grant"][rows["owner"]]
    samples = pool[rows["samples"][:, None] + np.arange(count)]
    for place, name in enumerate(Sample.fields()):
        bodies["samples"][name] = samples[:, :, place]
    _seal(packed, WeldSamples, rows, tables, _no_tags(rows))
    _tag(packed, WeldSamples, rows, tables)
    return packed


def _block_wire(count: int) -> np.dtype[np.void]:
    """Header and body of a WELD_SAMPLES with so many samples."""
    fields: list[tuple[Any, ...]] = [("frame header", "u1", HEADER_SIZE)]
    for name, spec in WeldSamples.fields().items():
        if spec.kind.form is Form.LIST:
            fields.append(("count", f">u{spec.kind.prefix}"))
            fields.append((name, [(each, _wire(row.kind)) for each, row in Sample.fields().items()], (count,)))
        else:
            fields.append((name, _wire(spec.kind)))
    return np.dtype(fields)


def _wire(kind: Kind) -> Any:
    return TIME if kind.form is Form.TIME else f">{'i' if kind.signed else 'u'}{kind.size}"


@kernels.kernel
def _place(packed: Any, offsets: Any, data: Any) -> None:
    for row in range(len(packed)):
        at = offsets[row]
        for octet in range(packed.shape[1]):
            data[at + octet] = packed[row, octet]
