"""The fuzzer of the stream decoder, some rounds of it; the millions are run by hand (`tests/fuzz/stream_fuzz.py`)."""

import pytest

from protocol_spec.frame import MAX_FRAME
from protocol_spec.stream import StreamDecoder
from tests.fuzz import stream_fuzz


@pytest.mark.clause("FRM-10", "FRM-11", "FRM-28", "FRM-30")
@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_lost_nothing_raises_nothing_grows(seed: int) -> None:
    tally = stream_fuzz.play(seed)
    assert not tally.faults
    assert tally.found == tally.hidden > 300
    assert tally.most_waiting <= MAX_FRAME
    assert tally.most_held < 4 * MAX_FRAME


@pytest.mark.parametrize("wrong", ["loses the frame behind noise", "raises"])
def test_the_fuzzer_sees_a_decoder_that_is_wrong(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    receive = StreamDecoder.receive

    def spoilt(self: StreamDecoder, data: bytes, now: int) -> object:
        if data[:1] not in (b"", b"W"):
            if wrong == "raises":
                raise IndexError(data[0])
            self.reset()
        return receive(self, data, now)

    monkeypatch.setattr(StreamDecoder, "receive", spoilt)
    assert any(stream_fuzz.play(seed).faults for seed in range(3))
