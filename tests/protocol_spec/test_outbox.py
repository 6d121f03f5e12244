"""Retransmission (ACK-03): when, how often, and that it is the same frame."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.instant import S
from protocol_spec.outbox import Outbox
from protocol_spec.timers import RETRIES, retry_wait
from tests.protocol_spec.strategies import calm

pytestmark = pytest.mark.clause("ACK-03")

FRAME = b"a frame, byte for byte"
T = 5 * S


def sent_at(now: int, sequence: int = 1, frame: bytes = FRAME, wait: int = T) -> Outbox:
    outbox = Outbox()
    outbox.sent(sequence, frame, wait, now)
    return outbox


@calm
@given(st.integers(1, 10**8), st.integers(0, 10**15))
def test_the_waits_are_t_2t_6t_and_24t_exactly(wait: int, start: int) -> None:
    outbox = sent_at(start, wait=wait)
    now = start
    for factor in (1, 2, 6):
        assert outbox.next_timer() == now + factor * wait
        assert outbox.due(now + factor * wait - 1) == []
        now += factor * wait
        assert outbox.due(now) == [FRAME]
    assert outbox.next_timer() == now + 24 * wait == start + 33 * wait
    assert outbox.due(now + 24 * wait - 1) == []
    assert outbox.due(now + 24 * wait) is None


def test_the_wait_after_each_transmission_grows_by_its_number() -> None:
    assert [retry_wait(T, n) for n in (1, 2, 3, 4)] == [T, 2 * T, 6 * T, 24 * T]
    assert RETRIES == 3


def test_an_early_look_changes_nothing() -> None:
    outbox = sent_at(0)
    for _ in range(10):
        assert outbox.due(T - 1) == []
    assert outbox.next_timer() == T
    assert outbox.due(T) == [FRAME]


def test_a_frame_is_sent_again_once_per_wait() -> None:
    outbox = sent_at(0)
    assert outbox.due(T) == [FRAME]
    assert outbox.due(T) == []


def test_what_is_sent_again_are_the_same_bytes() -> None:
    frame = bytes(range(256))
    outbox = sent_at(0, frame=frame)
    now = 0
    for factor in (1, 2, 6):
        now += factor * T
        assert outbox.due(now) == [frame]


@pytest.mark.parametrize("retransmissions", range(4))
def test_an_answer_stops_it_at_any_time(retransmissions: int) -> None:
    outbox = sent_at(0)
    for _ in range(retransmissions):
        timer = outbox.next_timer()
        assert timer is not None
        assert outbox.due(timer) == [FRAME]
    assert outbox.answered(1)
    assert outbox.next_timer() is None
    assert outbox.due(10**12) == []
    assert len(outbox) == 0


def test_an_answer_to_nothing_is_told_apart() -> None:
    outbox = sent_at(0, sequence=7)
    assert not outbox.answered(8)
    assert outbox.waits_for(7)
    assert outbox.answered(7)
    assert not outbox.answered(7)
    assert not outbox.waits_for(7)


def test_frames_wait_each_for_themselves_and_go_in_the_order_they_were_sent() -> None:
    outbox = Outbox()
    outbox.sent(65535, b"first", T, 0)
    outbox.sent(0, b"second", T, 0)
    outbox.sent(1, b"third", 2 * T, 0)
    assert len(outbox) == 3
    assert outbox.due(T) == [b"first", b"second"]
    outbox.answered(65535)
    assert outbox.due(2 * T) == [b"third"]
    assert outbox.next_timer() == 3 * T


def test_one_exhausted_frame_means_the_link_is_dead_whatever_else_waits() -> None:
    outbox = sent_at(0)
    for at in (T, 3 * T, 9 * T):
        assert outbox.due(at) == [FRAME]
    outbox.sent(2, b"young", T, 33 * T - 1)
    assert outbox.due(33 * T) is None


def test_a_late_look_counts_the_next_wait_from_then() -> None:
    outbox = sent_at(0)
    assert outbox.due(100 * T) == [FRAME]
    assert outbox.next_timer() == 102 * T


def test_a_cleared_outbox_waits_for_nothing() -> None:
    outbox = sent_at(0)
    outbox.clear()
    assert (len(outbox), outbox.next_timer(), outbox.due(10**12)) == (0, None, [])
