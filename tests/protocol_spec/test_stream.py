"""The stream decoder against a hostile line.

What it must find is reckoned by `reckoning.frames_in`, which reads the whole line at once and knows no time. Random noise
makes a frame with a right CRC once in 65,536 headers that hold; where such an accident swallows a good frame, no
receiver could know better, and the example does not count.
"""

import pickle
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from protocol_spec.codes import Flag
from protocol_spec.frame import CRC_SIZE, HEADER_SIZE, MAX_FRAME, Frame, promised_size
from protocol_spec.instant import MS, Instant, S
from protocol_spec.stream import StreamDecoder
from protocol_spec.timers import BODY_WAIT
from protocol_spec.vectors import TERMINAL, VECTORS
from tests.protocol_spec import reckoning
from tests.protocol_spec.line import finish, rung, wait
from tests.protocol_spec.strategies import calm, cuts, frames, garbage

GOOD = Frame(0x04, TERMINAL, 7, b"\x00\x00\x00\x01")
OTHER = Frame(0xFF, TERMINAL, 8, b"WT" * 4, Flag.RESPONSE)
LIAR = reckoning.header(1000)
SPOILT = 65535
"""Sequence of what is spoilt on purpose; a byte of noise that happens to be the one that was cut makes it good again."""

lines = st.lists(st.one_of(frames.map(Frame.encode), garbage()), min_size=1, max_size=8)


def told(decoder: StreamDecoder) -> int:
    return sum(discarded.count for discarded in decoder.take_discarded())


def weight(decoder: StreamDecoder) -> int:
    """All that a decoder remembers, in bytes: its buffer and whatever else it keeps."""
    return len(pickle.dumps(decoder))


def assert_bounded(decoder: StreamDecoder, handed_in: bytes) -> None:
    assert decoder.waiting <= MAX_FRAME + len(handed_in)
    assert decoder.waiting < MAX_FRAME, "a buffer that holds the longest frame and delivers nothing has stopped looking"


def test_the_reckoning_finds_the_vectors_in_noise() -> None:
    line = b"WT\x00".join(vector.frame for vector in VECTORS)
    assert [frame for _, frame in reckoning.frames_in(line)] == [vector.frame for vector in VECTORS]


# ---- cutting ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("FRM-10")
@calm
@given(st.data(), st.lists(frames, min_size=1, max_size=6))
def test_any_cutting_of_good_frames_gives_the_same_frames(data: st.DataObject, sent: list[Frame]) -> None:
    decoder = StreamDecoder()
    found = []
    for piece in data.draw(cuts(b"".join(frame.encode() for frame in sent))):
        found += decoder.receive(piece, 0)
        assert_bounded(decoder, piece)
    assert found == sent
    assert (decoder.waiting, decoder.noise_bytes, decoder.next_timer()) == (0, 0, None)


@pytest.mark.clause("FRM-10")
def test_one_byte_at_a_time_gives_the_same_frames() -> None:
    decoder = StreamDecoder()
    line = b"".join(vector.frame for vector in VECTORS)
    found = []
    for at, byte in enumerate(line):
        found += decoder.receive(bytes([byte]), at * MS)
    assert [frame.encode() for frame in found] == [vector.frame for vector in VECTORS]
    assert decoder.noise_bytes == 0


@pytest.mark.clause("FRM-10")
def test_a_frame_is_delivered_with_its_last_byte_and_not_before() -> None:
    for vector in VECTORS:
        decoder = StreamDecoder()
        assert decoder.receive(vector.frame[:-1], 0) == []
        assert len(decoder.receive(vector.frame[-1:], 0)) == 1


def test_nothing_received_is_nothing_found() -> None:
    decoder = StreamDecoder()
    assert decoder.receive(b"", 0) == []
    assert (decoder.waiting, decoder.next_timer(), decoder.take_discarded()) == (0, None, [])


# ---- noise -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("FRM-10", "FRM-11", "FRM-30")
@calm
@given(st.data(), lines)
def test_a_burst_gives_every_good_frame_and_nothing_else_however_it_is_cut(
    data: st.DataObject, segments: list[bytes]
) -> None:
    line = b"".join(segments)
    decoder = StreamDecoder()
    found = []
    for at, piece in enumerate(data.draw(cuts(line))):
        found += decoder.receive(piece, at * MS)
        assert_bounded(decoder, piece)
    found += finish(decoder)
    assert [frame.encode() for frame in found] == [frame for _, frame in reckoning.frames_in(line)]
    assert decoder.noise_bytes + decoder.waiting + sum(len(frame.encode()) for frame in found) == len(line)
    assert told(decoder) == decoder.noise_bytes
    assert told(decoder) == 0


@pytest.mark.clause("FRM-11", "FRM-12")
@calm
@given(st.data(), st.lists(st.tuples(frames, st.lists(garbage(), max_size=3)), min_size=1, max_size=4))
def test_no_good_frame_is_lost_or_late_behind_garbage_whenever_it_comes(
    data: st.DataObject, parts: list[tuple[Frame, list[bytes]]]
) -> None:
    line = b""
    planted = []
    for frame, noise in parts:
        line += b"".join(noise)
        planted.append((len(line), frame.encode()))
        line += frame.encode()
    assume(set(planted) <= set(reckoning.frames_in(line)))

    decoder = StreamDecoder()
    now: Instant = 0
    sent: list[tuple[Instant, Frame]] = []
    found: list[tuple[Instant, Frame]] = []
    for frame, noise in parts:
        for piece in (*noise, frame.encode()):
            now += data.draw(st.sampled_from([0, 1, MS, 1_999_999, BODY_WAIT, 5 * S]))
            found += rung(decoder, now)
            found += [(now, one) for one in decoder.receive(piece, now)]
            assert_bounded(decoder, piece)
        sent.append((now, frame))
    found += rung(decoder, now + 10 * BODY_WAIT)
    in_order = iter(found)
    for at, frame in sent:
        assert any(frame == one and out <= at + BODY_WAIT for out, one in in_order), "lost, or out too late"
    assert told(decoder) == decoder.noise_bytes


@pytest.mark.clause("FRM-10")
@settings(calm, max_examples=40)
@given(lines)
def test_one_byte_at_a_time_gives_the_same_as_all_at_once(segments: list[bytes]) -> None:
    line = b"".join(segments)
    slow, quick = StreamDecoder(), StreamDecoder()
    trickled = [frame for at in range(len(line)) for frame in slow.receive(line[at : at + 1], 0)]
    assert [*trickled, *finish(slow)] == [*quick.receive(line, 0), *finish(quick)]
    assert (slow.noise_bytes, slow.waiting) == (quick.noise_bytes, quick.waiting)


GARBAGE = {
    "half a magic": b"W",
    "a magic": b"WT",
    "two magics": b"WTWT",
    "a header but its last byte": LIAR[:-1],
    "a header with a wrong check": LIAR[:-1] + bytes([LIAR[-1] ^ 1]),
    "a header that promises 1025 bytes": reckoning.header(1025),
    "a header whose id is not decimal": reckoning.header(4, terminal="999901000000004a"),
    "a frame with a wrong CRC": GOOD.encode()[:-1] + bytes([GOOD.encode()[-1] ^ 1]),
    "a frame that lacks its first byte": GOOD.encode()[1:],
    "a frame that lacks its last byte": GOOD.encode()[:-1],
    "a frame that lacks a byte of its body": GOOD.encode()[:19] + GOOD.encode()[20:],
    "a frame with a byte too many": GOOD.encode()[:19] + b"\x00" + GOOD.encode()[19:],
    "a header that claims exactly the next frame": reckoning.header(len(GOOD.encode()) - 2),
    "a header that claims half the next frame": reckoning.header(10),
    "a header that promises an empty body": reckoning.header(0),
    "a header that promises a tag": reckoning.header(0, flags=0x08),
    "a header inside a header": LIAR[:5] + LIAR,
}


@pytest.mark.clause("FRM-06", "FRM-07", "FRM-08", "FRM-11")
@pytest.mark.parametrize("noise", GARBAGE.values(), ids=GARBAGE)
def test_a_good_frame_comes_through_behind(noise: bytes) -> None:
    for pieces in ([noise + GOOD.encode()], [noise, GOOD.encode()], [bytes([b]) for b in noise + GOOD.encode()]):
        decoder = StreamDecoder()
        found = [frame for piece in pieces for frame in decoder.receive(piece, 0)]
        assert [*found, *finish(decoder)] == [GOOD]
        assert decoder.noise_bytes == told(decoder) == len(noise)
        assert decoder.waiting == 0


@pytest.mark.clause("FRM-11")
@pytest.mark.parametrize("noise", GARBAGE.values(), ids=GARBAGE)
def test_two_good_frames_come_through_around(noise: bytes) -> None:
    decoder = StreamDecoder()
    found = decoder.receive(GOOD.encode() + noise + OTHER.encode(), 0)
    assert [*found, *finish(decoder)] == [GOOD, OTHER]


@pytest.mark.clause("FRM-11")
def test_good_frames_that_a_liar_claims_as_its_body_come_out_with_the_last_claimed_byte() -> None:
    decoder = StreamDecoder()
    claimed = GOOD.encode() * 10
    liar = reckoning.header(len(claimed) - 2)
    assert decoder.receive(liar + claimed[:-1], 0) == []
    assert decoder.receive(claimed[-1:], 1) == [GOOD] * 10
    assert decoder.next_timer() is None


@pytest.mark.clause("FRM-11")
@pytest.mark.parametrize(
    ("terminal", "promised", "waits"),
    [("9999010000000042", 0, False), ("9999010000000842", 8, False), ("9999010000040042", 1024, True)],
)
def test_a_good_frame_that_begins_inside_a_believed_header_is_not_lost(
    terminal: str, promised: int, waits: bool
) -> None:
    good = Frame(0x04, terminal, 7, b"\x00\x00\x00\x01")
    line = reckoning.overlapped(good.encode()) + good.encode()
    assert promised_size(line[:HEADER_SIZE]) == HEADER_SIZE + promised + CRC_SIZE
    decoder = StreamDecoder()
    found = decoder.receive(line, 0)
    assert (decoder.next_timer() is not None) is waits
    assert [*found, *finish(decoder)] == [good]
    assert decoder.noise_bytes == told(decoder) == 5


@pytest.mark.clause("FRM-30")
@pytest.mark.parametrize(
    "start", [b"", b"W", LIAR[:-1], LIAR], ids=["nothing", "half a magic", "half a header", "a liar"]
)
def test_a_silent_line_that_is_looked_at_again_and_again_costs_nothing(start: bytes) -> None:
    decoder = StreamDecoder()
    decoder.receive(start, 0)
    decoder.receive(b"", 1)
    before = weight(decoder)
    for now in range(1, 2000):
        assert decoder.receive(b"", now) == []
    assert weight(decoder) <= before + 64


@pytest.mark.clause("FRM-30")
def test_a_line_of_single_bytes_costs_no_more_than_the_longest_frame() -> None:
    decoder = StreamDecoder()
    heaviest = 0
    for at in range(5000):
        decoder.receive(LIAR[at % 18 : at % 18 + 1], at)
        heaviest = max(heaviest, weight(decoder)) if at % 100 == 0 else heaviest
        assert decoder.waiting <= MAX_FRAME
    assert heaviest < 20 * MAX_FRAME


@pytest.mark.clause("FRM-11", "FRM-30")
def test_noise_without_a_magic_is_not_kept() -> None:
    decoder = StreamDecoder()
    assert decoder.receive(b"\x00" * 100_000, 0) == []
    assert (decoder.waiting, decoder.noise_bytes) == (0, 100_000)
    decoder.receive(b"W" * 100_000, 0)
    assert decoder.waiting == 1


@pytest.mark.clause("FRM-11", "FRM-30")
def test_a_long_line_of_magics_is_not_kept() -> None:
    decoder = StreamDecoder()
    assert decoder.receive(b"WT" * 20_000, 0) == []
    assert decoder.waiting < 18
    assert decoder.receive(GOOD.encode(), 0) == [GOOD]


# ---- waiting ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("FRM-12")
def test_a_promise_of_a_thousand_bytes_holds_the_line_for_the_body_wait_and_no_longer() -> None:
    decoder = StreamDecoder()
    start = 17 * S
    assert decoder.receive(LIAR, start) == []
    assert decoder.next_timer() == start + BODY_WAIT == start + 2_000_000
    assert decoder.receive(GOOD.encode(), start + S) == []
    assert decoder.handle_timer(start + BODY_WAIT - 1) == []
    assert decoder.waiting == len(LIAR) + len(GOOD.encode())
    assert decoder.handle_timer(start + BODY_WAIT) == [GOOD]
    assert (decoder.waiting, decoder.timeouts, decoder.next_timer()) == (0, 1, None)


@pytest.mark.clause("FRM-12")
def test_the_wait_is_counted_from_the_header_and_not_from_its_first_byte() -> None:
    decoder = StreamDecoder()
    decoder.receive(LIAR[:-1], 0)
    assert decoder.next_timer() is None
    decoder.receive(LIAR[-1:], 5 * S)
    assert decoder.next_timer() == 5 * S + BODY_WAIT


def test_an_early_timer_does_nothing() -> None:
    decoder = StreamDecoder()
    assert decoder.handle_timer(10 * S) == []
    decoder.receive(LIAR + b"abc", 20 * S)
    for now in (0, 20 * S, 20 * S + BODY_WAIT - 1):
        assert decoder.handle_timer(now) == []
        assert (decoder.waiting, decoder.noise_bytes, decoder.timeouts) == (21, 0, 0)
        assert decoder.next_timer() == 20 * S + BODY_WAIT


def test_a_late_timer_works_like_one_in_time() -> None:
    decoder = StreamDecoder()
    decoder.receive(LIAR + GOOD.encode(), 0)
    assert decoder.handle_timer(100 * S) == [GOOD]


@pytest.mark.clause("FRM-12")
def test_a_sender_that_trickles_cannot_extend_the_deadline() -> None:
    decoder = StreamDecoder()
    decoder.receive(LIAR, 0)
    for at in range(100 * MS, BODY_WAIT, 100 * MS):
        assert decoder.handle_timer(at) == []
        assert decoder.receive(b"\x00", at) == []
        assert decoder.next_timer() == BODY_WAIT
    decoder.receive(GOOD.encode(), BODY_WAIT - 1)
    assert decoder.handle_timer(BODY_WAIT) == [GOOD]


def test_a_deadline_does_not_outlive_its_promise() -> None:
    decoder = StreamDecoder()
    slow = Frame(0x10, TERMINAL, 1, bytes(500)).encode()
    decoder.receive(slow[:100], 0)
    assert decoder.next_timer() == BODY_WAIT
    assert len(decoder.receive(slow[100:], S)) == 1
    assert decoder.next_timer() is None
    decoder.receive(slow[:100], S + 1)
    assert decoder.next_timer() == S + 1 + BODY_WAIT


@pytest.mark.clause("FRM-11")
def test_a_good_frame_that_is_under_way_when_a_liar_is_given_up_is_not_lost() -> None:
    decoder = StreamDecoder()
    decoder.receive(LIAR, 0)
    decoder.receive(GOOD.encode()[:-1], BODY_WAIT - 1)
    assert decoder.handle_timer(BODY_WAIT) == []
    assert decoder.receive(GOOD.encode()[-1:], BODY_WAIT + 1) == [GOOD]


@pytest.mark.clause("FRM-12")
def test_a_good_frame_behind_many_liars_waits_no_longer_than_behind_one() -> None:
    # FRM-12 "A receiver MUST NOT wait more than 2 seconds for a body that a header promised": all of these came at 0.
    decoder = StreamDecoder()
    found = decoder.receive(LIAR * 3 + GOOD.encode(), 0)
    assert [*found, *wait(decoder, BODY_WAIT)] == [GOOD]


@pytest.mark.clause("FRM-11")
def test_a_header_that_came_late_has_its_own_wait() -> None:
    decoder = StreamDecoder()
    slow = Frame(0x10, TERMINAL, 1, bytes(500))
    decoder.receive(LIAR, 0)
    decoder.receive(slow.encode()[:100], BODY_WAIT - 1)
    assert wait(decoder, BODY_WAIT) == []
    assert wait(decoder, 2 * BODY_WAIT - 2) == []
    assert decoder.receive(slow.encode()[100:], 2 * BODY_WAIT - 2) == [slow]


@pytest.mark.clause("FRM-12")
def test_each_liar_is_given_up_two_seconds_after_it_came() -> None:
    decoder = StreamDecoder()
    decoder.receive(LIAR, 0)
    decoder.receive(LIAR[:10], S)
    decoder.receive(LIAR[10:] + GOOD.encode(), S + MS)
    assert decoder.next_timer() == BODY_WAIT
    assert decoder.handle_timer(BODY_WAIT) == []
    assert decoder.next_timer() == S + MS + BODY_WAIT
    assert decoder.handle_timer(S + MS + BODY_WAIT) == [GOOD]
    assert (decoder.timeouts, decoder.noise_bytes) == (2, 36)


def test_a_line_that_is_gone_takes_its_half_frame_along() -> None:
    decoder = StreamDecoder()
    decoder.receive(LIAR + b"half", 0)
    decoder.reset()
    assert (decoder.waiting, decoder.next_timer(), decoder.handle_timer(9 * S)) == (0, None, [])
    assert decoder.receive(GOOD.encode(), S) == [GOOD]


# ---- what is not the stream's business -------------------------------------------------------------------------------


@pytest.mark.clause("FRM-02")
def test_an_unknown_edition_is_still_a_frame() -> None:
    strange = Frame(0x10, TERMINAL, 1, b"?", edition=2)
    assert StreamDecoder().receive(strange.encode(), 0) == [strange]


@pytest.mark.clause("FRM-03", "FRM-13")
def test_reserved_flags_and_an_unknown_code_are_still_a_frame() -> None:
    strange = Frame(0x66, TERMINAL, 1, b"?", flags=0xF0)
    assert StreamDecoder().receive(strange.encode(), 0) == [strange]


@pytest.mark.clause("FRM-10")
def test_a_magic_inside_a_body_is_ordinary() -> None:
    inner = Frame(0x10, TERMINAL, 1, b"inner").encode()
    outer = Frame(0x10, TERMINAL, 2, inner * 3)
    assert StreamDecoder().receive(outer.encode(), 0) == [outer]


# ---- accounts --------------------------------------------------------------------------------------------------------


def test_what_is_discarded_is_told_once_and_with_its_clause() -> None:
    decoder = StreamDecoder()
    wrong = GOOD.encode()[:-1] + b"\x00"
    decoder.receive(b"noise" + LIAR[:-1] + b"\x00" + wrong + LIAR, 0)
    finish(decoder)
    discarded = decoder.take_discarded()
    assert {one.clause for one in discarded} == {"FRM-06", "FRM-08", "FRM-11", "FRM-12"}
    assert sum(one.count for one in discarded) == decoder.noise_bytes == 5 + 18 + 24 + 18
    assert (decoder.bad_headers, decoder.bad_crcs, decoder.timeouts) == (1, 1, 1)
    assert decoder.take_discarded() == []


@pytest.mark.clause("FRM-11", "FRM-12", "FRM-30")
def test_twenty_thousand_random_chunks_neither_raise_nor_grow_nor_lose_a_frame() -> None:
    random = Random(20_251_124)
    decoder = StreamDecoder()
    now: Instant = 0
    sent: list[tuple[Instant, Frame]] = []
    found: list[tuple[Instant, Frame]] = []
    handed_in = discarded = 0

    def frame(sequence: int) -> Frame:
        return Frame(random.randrange(256), TERMINAL, sequence, random.randbytes(random.randrange(30)))

    def cut() -> bytes:
        whole = frame(SPOILT).encode()
        places = [at for at in range(len(whole)) if whole[at : at + 1] != b"W"]
        return whole[: random.choice(places)]

    for _ in range(20_000):
        now += random.choice((0, 0, MS, 300 * MS, BODY_WAIT, 3 * S))
        found += rung(decoder, now)
        match random.randrange(8):
            case 0 | 1:
                chunk = cut()
            case 2:
                chunk = reckoning.header(random.choice((0, 3, 30, 300, 1000, 1024, 1025, 60_000)), seq=SPOILT)
            case 3:
                chunk = b"WT" * random.randrange(12)
            case 4:
                spoilt = bytearray(frame(SPOILT).encode())
                spoilt[random.randrange(len(spoilt))] ^= 1 << random.randrange(8)
                chunk = bytes(spoilt)
            case 5:
                chunk = random.randbytes(random.randrange(80))
            case _:
                sent.append((now, frame(len(sent))))
                chunk = sent[-1][1].encode()
        handed_in += len(chunk)
        found += [(now, one) for one in decoder.receive(chunk, now)]
        assert_bounded(decoder, chunk)
        if random.randrange(50) == 0:
            discarded += told(decoder)
    found += rung(decoder, now + 10 * BODY_WAIT)
    assert weight(decoder) < 4 * MAX_FRAME
    good = [(at, one) for at, one in found if one.sequence != SPOILT]
    assert [one for _, one in good] == [one for _, one in sent]
    assert max(out - at for (out, _), (at, _) in zip(good, sent, strict=True)) <= BODY_WAIT
    assert handed_in == decoder.noise_bytes + decoder.waiting + sum(len(one.encode()) for _, one in found)
    assert discarded + told(decoder) == decoder.noise_bytes
