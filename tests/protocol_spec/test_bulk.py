"""The bulk form: the bytes of the single form, and the same frames accepted, array by array."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from protocol_spec import bulk, kinds
from protocol_spec.bulk import kernels
from protocol_spec.bulk.packing import CHUNK
from protocol_spec.checks import crc16_by_table
from protocol_spec.codes import Flag, Side
from protocol_spec.edition import Edition, spoken
from protocol_spec.frame import HEADER_SIZE, Frame, frame_of, read_frame
from protocol_spec.kinds import Form
from protocol_spec.message import BodyError, FieldError, Message, field
from protocol_spec.messages import CommandResult, EventRecord, Heartbeat, Identify, Status, SubLink, Unlock, WeldSamples
from protocol_spec.stream import StreamDecoder
from tests.protocol_spec import reckoning
from tests.protocol_spec.layouts import fixed_declarations, values_of
from tests.protocol_spec.strategies import DECLARED, calm, declared_frames, garbage, messages, terminals

TERMINAL = "9999010000000042"

FIXED = [declared for declared in DECLARED if declared.fixed_size() is not None]
each_fixed = pytest.mark.parametrize("declared", FIXED, ids=lambda d: d.title)


def column(kind: kinds.Kind, values: Sequence[Any]) -> np.ndarray[Any, Any]:
    """The values of the single form as an array, by the list in the head of the package."""
    if kind.form is Form.OCTETS:
        return np.array([list(value) for value in values], dtype=np.uint8).reshape(len(values), kind.size or 0)
    if kind.form is Form.TERMINAL:
        return np.array([int(value) for value in values], dtype=np.uint64)
    if kind.form is Form.TIME:
        return np.array(values, dtype=np.int64)
    return np.array([int(v) for v in values], dtype=np.dtype(f"{'i' if kind.signed else 'u'}{kind.size}"))


def columns_of(declared: type[Message], values: Sequence[Message]) -> dict[str, np.ndarray[Any, Any]]:
    return {n: column(spec.kind, [getattr(v, n) for v in values]) for n, spec in declared.fields().items()}


@st.composite
def frames_of(draw: st.DrawFn, declared: type[Message], drawn: st.SearchStrategy[Message]) -> list[Frame]:
    """Up to five frames of one message, all with a tag or none."""
    extra = draw(st.sampled_from([Flag.NONE, Flag.ACK_REQUIRED, Flag.BACKFILL, Flag(0xF4)]))
    secured = draw(st.booleans())
    frames = []
    for message in draw(st.lists(drawn, min_size=1, max_size=5)):
        bare = frame_of(message, draw(terminals), draw(st.integers(0, 65535)), extra)
        tag = draw(st.binary(min_size=8, max_size=8)) if secured else b""
        flags = int(bare.flags) | (Flag.SECURED if secured else 0)
        frames.append(Frame(bare.code, bare.terminal, bare.sequence, bare.body, flags, bare.edition, tag))
    return frames


def packed(declared: type[Message], frames: Sequence[Frame], values: Sequence[Message]) -> np.ndarray[Any, Any]:
    return bulk.encode(
        declared,
        columns_of(declared, values),
        np.array([int(frame.terminal) for frame in frames], dtype=np.uint64),
        np.array([frame.sequence for frame in frames]),
        np.array([frame.flags & 0xFE for frame in frames], dtype=np.uint8),
        np.array([list(frame.tag) for frame in frames], dtype=np.uint8) if frames[0].tag else None,
    )


def assert_both_ways(declared: type[Message], frames: Sequence[Frame]) -> None:
    values = [value for frame in frames if isinstance(value := frame.message(), declared)]
    assert len(values) == len(frames)
    single = [frame.encode() for frame in frames]
    rows = packed(declared, frames, values)
    assert rows.tobytes() == b"".join(single)
    sizes = np.array([len(data) for data in single])
    read = bulk.decode(declared, rows.ravel(), np.cumsum(sizes) - sizes, sizes)
    assert read.ok.all()
    assert_columns(read.columns, columns_of(declared, values))
    assert [f"{number:016d}" for number in read.terminals] == [frame.terminal for frame in frames]
    assert read.sequences.tolist() == [frame.sequence for frame in frames]
    assert read.flags.tolist() == [frame.flags for frame in frames]
    assert [bytes(tag) for tag in read.tags] == [frame.tag or bytes(8) for frame in frames]


def assert_columns(read: dict[str, Any], given: dict[str, Any]) -> None:
    assert list(read) == list(given)
    for name, values in given.items():
        assert read[name].dtype == values.dtype
        assert np.array_equal(read[name], values), name


@each_fixed
@settings(calm, max_examples=25)
@given(data=st.data())
def test_columns_have_the_bytes_of_the_single_form(declared: type[Message], data: st.DataObject) -> None:
    assert_both_ways(declared, data.draw(frames_of(declared, messages(declared))))


@settings(calm, max_examples=60)
@given(data=st.data())
def test_columns_of_a_message_that_nobody_declared_yet_too(data: st.DataObject) -> None:
    declared = data.draw(fixed_declarations)
    with spoken(declared.edition):
        assert_both_ways(declared, data.draw(frames_of(declared, values_of(declared))))


# What is refused


def singly(declared: type[Message], data: bytes) -> Message | None:
    frame = read_frame(data)
    message = frame.message() if frame else None
    return message if isinstance(message, declared) else None


def assert_accepted_alike(declared: type[Message], lines: Sequence[bytes]) -> None:
    """Frame by frame what the single form says, and what it reads."""
    sizes = np.array([len(line) for line in lines], dtype=np.int64)
    read = bulk.decode(declared, b"".join(lines), np.cumsum(sizes) - sizes, sizes)
    single = [singly(declared, line) for line in lines]
    assert read.ok.tolist() == [message is not None for message in single]
    assert_columns(
        {name: values[read.ok] for name, values in read.columns.items()},
        columns_of(declared, [message for message in single if message is not None]),
    )
    for values in (*read.columns.values(), read.terminals, read.sequences, read.flags, read.tags):
        assert not values[~read.ok].any()


def checked(data: bytes) -> bytes:
    """The same with a header check and a CRC that hold."""
    return reckoning.whole(data[:17] + bytes([reckoning.crc8(data[:17])]) + data[18:-2])


@st.composite
def nearly(draw: st.DrawFn, declared: type[Message]) -> bytes:
    """A frame of this message, or one that is spoilt somewhere, with its checks put right again or not."""
    data = draw(frames_of(declared, messages(declared)))[0].encode()
    match draw(st.integers(0, 5)):
        case 0:
            return data
        case 1:
            return data[: draw(st.integers(0, len(data)))]
        case 2:
            return checked(data[:-2] + draw(st.binary(min_size=1, max_size=9)) + data[-2:])
        case 3:
            return draw(declared_frames()).encode()
        case 4:
            length = draw(st.one_of(st.integers(0, 65535), st.integers(0, len(data)))).to_bytes(2, "big")
            return checked(data[:15] + length + data[17:])
    spoilt = bytearray(data)
    spoilt[draw(st.integers(0, len(data) - 1))] ^= draw(st.integers(1, 255))
    return checked(bytes(spoilt)) if draw(st.integers(0, 3)) else bytes(spoilt)


@each_fixed
@settings(calm, max_examples=40)
@given(data=st.data())
def test_the_bulk_form_accepts_what_the_single_form_accepts(declared: type[Message], data: st.DataObject) -> None:
    assert_accepted_alike(declared, data.draw(st.lists(nearly(declared), min_size=1, max_size=6)))


def good_frame(declared: type[Message], flags: int = 0) -> bytearray:
    body = bytes(declared.fixed_size() or 0)
    if declared is CommandResult:
        flags |= Flag.RESPONSE
    return bytearray(Frame(declared.code, TERMINAL, 1, body, flags, tag=b"8 octets" if flags & 8 else b"").encode())


@pytest.mark.parametrize("declared", [Status, EventRecord, Unlock, CommandResult, SubLink], ids=lambda d: d.title)
def test_every_value_of_every_byte_is_judged_alike(declared: type[Message]) -> None:
    for flags in (Flag.NONE, Flag.SECURED):
        for place in range(len(good_frame(declared, flags)) - 2):
            lines = []
            for octet in range(256):
                line = good_frame(declared, flags)
                line[place] = octet
                lines += [bytes(line), checked(bytes(line))]
            assert_accepted_alike(declared, lines)


def test_every_number_of_a_wide_enumeration_is_judged_alike() -> None:
    at = HEADER_SIZE + 11
    lines = []
    for number in range(0, 65536, 7):
        line = good_frame(EventRecord)
        line[at : at + 2] = number.to_bytes(2, "big")
        lines.append(checked(bytes(line)))
    assert_accepted_alike(EventRecord, lines)


@pytest.mark.parametrize("millis", [0, 999, 1000, 0xFFFF])
def test_milliseconds_are_999_at_most(millis: int) -> None:
    line = good_frame(Status)
    line[HEADER_SIZE + 8 : HEADER_SIZE + 10] = millis.to_bytes(2, "big")
    assert_accepted_alike(Status, [checked(bytes(line))])


@pytest.mark.parametrize(
    ("offset", "size"), [(-1, 61), (1, 61), (0, 60), (0, 62), (0, 0), (0, -5), (10**15, 61), (61, 61)]
)
def test_a_place_where_no_frame_is_gives_none(offset: int, size: int) -> None:
    data = bytes(good_frame(Status))
    assert bulk.decode(Status, data, [0, offset, 0], [61, size, 61]).ok.tolist() == [True, False, True]


def test_offsets_and_sizes_are_one_list() -> None:
    with pytest.raises(ValueError, match="one list"):
        bulk.decode(Status, b"", [0, 1], [2])


def test_what_is_no_row_of_octets_is_refused() -> None:
    with pytest.raises(TypeError, match="ravel"):
        bulk.decode(Status, np.zeros((2, 61), dtype=np.uint8), [0], [61])


def test_a_bad_frame_behind_the_first_chunk_is_found_and_nothing_else_is() -> None:
    count = 2 * CHUNK + 3
    numbers = np.arange(count, dtype=np.uint32)
    rows = bulk.encode(Heartbeat, {"oldest": numbers}, numbers.astype(np.uint64), numbers & 0xFFFF)
    assert rows[-1].tobytes() == frame_of(Heartbeat(oldest=count - 1), f"{count - 1:016d}", count - 1).encode()
    bad = [5, CHUNK - 1, CHUNK, 2 * CHUNK + 1]
    rows[bad, 20] ^= 1
    read = bulk.decode(Heartbeat, rows.ravel(), np.arange(count) * 24, np.full(count, 24))
    assert np.flatnonzero(~read.ok).tolist() == bad
    assert np.array_equal(read.columns["oldest"][read.ok], np.delete(numbers, bad))


def test_a_message_of_an_edition_that_is_not_spoken_is_not_read() -> None:
    second = Edition(2, "WTP/2")

    class Beat(Message, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="心跳", edition=second):
        oldest: int = field(kinds.u32, "REP-07", "oldest record still held", "仍保存的最早记录号")

    rows = bulk.encode(Beat, {"oldest": [7]}, [42], [0])
    assert rows.tobytes() == frame_of(Beat(oldest=7), f"{42:016d}", 0).encode()
    assert not bulk.decode(Beat, rows.ravel(), [0], [24]).ok.any()
    with spoken(second):
        assert bulk.decode(Beat, rows.ravel(), [0], [24]).ok.all()
        assert not bulk.decode(Heartbeat, rows.ravel(), [0], [24]).ok.any()


def test_a_flaw_counts_in_bulk_too() -> None:
    own = Edition(3, "WTP/3")

    class Even(Message, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="偶数", edition=own):
        number: int = field(kinds.u32, "SES-06", "an even number", "偶数")

        def flaw(self) -> BodyError | None:
            return BodyError("SES-06", "number", "odd") if self.number % 2 else None

    rows = bulk.encode(Even, {"number": np.arange(6)}, np.zeros(6, dtype=np.uint64), np.arange(6))
    with spoken(own):
        read = bulk.decode(Even, rows.ravel(), np.arange(6) * 24, np.full(6, 24))
    assert read.ok.tolist() == [True, False] * 3
    assert read.columns["number"].tolist() == [0, 0, 2, 0, 4, 0]


def test_a_message_that_varies_in_size_is_sent_to_the_compiled_form() -> None:
    for use in (
        lambda: bulk.dtype_of(WeldSamples),
        lambda: bulk.decode(WeldSamples, b"", [], []),
        lambda: bulk.encode(WeldSamples, {}, [], []),
    ):
        with pytest.raises(TypeError, match=r"WELD_SAMPLES varies in size.*compiled"):
            use()


def test_no_frames_are_no_frames() -> None:
    empty = {name: [] for name in Status.fields()}
    assert bulk.encode(Status, empty, [], []).shape == (0, 61)
    assert bulk.decode(Status, b"", [], []).ok.shape == (0,)
    assert bulk.encode(Identify, {}, [0], [3], Flag.ACK_REQUIRED).tobytes() == (
        Frame(Identify.code, "0" * 16, 3, b"", Flag.ACK_REQUIRED).encode()
    )


def test_the_dtype_is_the_body_packed() -> None:
    dtype = bulk.dtype_of(Status)
    body = np.frombuffer(bytes(range(41)), dtype=dtype)[0]
    assert dtype.itemsize == Status.fixed_size() == 41
    assert body["record"] == 0x00010203
    assert (body["time"]["seconds"], body["time"]["millis"]) == (0x04050607, 0x0809)


# Columns that are wrong


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"signal": [0, 256]}, r"SubLink\.signal: row 1: 256 is not between 0 and 255"),
        ({"signal": [-1, 0]}, r"SubLink\.signal: row 0: -1"),
        ({"signal": [1.0, 2.0]}, r"SubLink\.signal: integers are wanted, not float64"),
        ({"signal": [1, 2, 3]}, r"SubLink\.signal: shape \(3,\) is not \(2,\)"),
        ({"terminal": [10**16, 0]}, r"SubLink\.terminal: row 0"),
        ({"terminal": np.array([0, 2**63], dtype=np.uint64)}, r"SubLink\.terminal: row 1"),
        ({"extra": [1, 2]}, "extra"),
    ],
)
def test_a_column_that_does_not_fit_is_named_with_its_row(change: dict[str, Any], words: str) -> None:
    columns = {"terminal": [1, 2], "state": [0, 0], "signal": [0, 0]} | change
    with pytest.raises(FieldError, match=words):
        bulk.encode(SubLink, columns, [1, 2], [0, 0])


def test_what_stands_beside_the_columns_is_checked_too() -> None:
    heartbeat = {"oldest": [1, 2]}
    cases: list[tuple[tuple[Any, ...], str]] = [
        (([10**16, 0], [0, 0]), "terminals: row 0"),
        (([1, 2], [0, 65536]), "sequences: row 1"),
        (([1, 2], 0, 256), "flags: row 0"),
        (([1, 2], 0, [0, 8]), "SECURED"),
        (([1, 2], 0, 8), "SECURED"),
        (([1, 2], 0, 0, np.zeros((2, 8), dtype=np.uint8)), "SECURED"),
        (([1, 2], 0, 8, np.zeros((2, 7), dtype=np.uint8)), r"tags: shape \(2, 7\)"),
    ]
    for arguments, words in cases:
        with pytest.raises(FieldError, match=words):
            bulk.encode(Heartbeat, heartbeat, *arguments)
    with pytest.raises(FieldError, match="oldest"):
        bulk.encode(Heartbeat, {}, [1, 2], 0)


@pytest.mark.parametrize("time", [-1, 2**32 * 1_000_000])
def test_a_time_that_four_bytes_of_seconds_cannot_say_is_refused(time: int) -> None:
    columns: dict[str, Any] = dict.fromkeys(Unlock.fields(), 0) | {"issued": [time]}
    columns["worker"] = np.zeros((1, 8), dtype=np.uint8)
    with pytest.raises(FieldError, match=r"Unlock\.issued: row 0"):
        bulk.encode(Unlock, columns, [1], [0])


# Finding frames


@settings(calm, max_examples=200)
@given(st.lists(st.one_of(garbage(), declared_frames().map(Frame.encode)), max_size=8).map(b"".join))
@example(b"")
@example(b"W")
@example(b"xW")
@example(b"WT")
@example(bytes(30) + b"WTW")
def test_the_frames_found_are_those_of_the_stream(line: bytes) -> None:
    decoder = StreamDecoder()
    frames = decoder.receive(line, 0)
    found = bulk.find_frames(line)
    places = zip(found.offsets.tolist(), found.sizes.tolist(), strict=True)
    assert [line[at : at + size] for at, size in places] == [frame.encode() for frame in frames]
    assert len(line) - found.rest == decoder.waiting


def test_a_buffer_of_mixed_messages_is_read_message_by_message() -> None:
    line = b"".join(
        frame_of(Heartbeat(oldest=n), TERMINAL, n).encode() + (bytes(good_frame(Status)) if n % 3 else b"noise WT")
        for n in range(9)
    )
    found = bulk.find_frames(np.frombuffer(line, dtype=np.uint8))
    beats, statuses = (bulk.decode(declared, line, *found[:2]) for declared in (Heartbeat, Status))
    assert beats.columns["oldest"][beats.ok].tolist() == list(range(9))
    assert statuses.ok.sum() == 6
    assert not (beats.ok & statuses.ok).any()


# The kernels


@given(st.binary(max_size=80))
def test_the_crc_of_the_kernels_is_the_crc(data: bytes) -> None:
    octets = np.frombuffer(data + crc16_by_table(data).to_bytes(2, "big"), dtype=np.uint8).copy()
    assert kernels.crc_holds(octets, 0, len(octets))
    octets[-1] ^= 1
    assert not kernels.crc_holds(octets, 0, len(octets))


def test_where_no_cache_can_be_kept_the_kernels_are_compiled_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def njit(*, cache: bool = False, nogil: bool) -> Any:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(kernels.numba, "njit", njit)
    assert kernels.kernel(len) is len


def test_without_numba_the_bulk_form_says_what_to_install() -> None:
    code = "import sys; sys.modules['numba'] = None; import protocol_spec; import protocol_spec.bulk"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "arclock[fleet]" in done.stderr
    assert "needs numba" in done.stderr
