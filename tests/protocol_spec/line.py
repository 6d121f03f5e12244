"""A line in virtual time: it hands a decoder bytes and lets every timer ring."""

from protocol_spec.frame import Frame
from protocol_spec.instant import Instant
from protocol_spec.stream import StreamDecoder


def finish(decoder: StreamDecoder) -> list[Frame]:
    """Silence until nothing is waited for any more."""
    frames: list[Frame] = []
    while (timer := decoder.next_timer()) is not None:
        frames += wait(decoder, timer)
    return frames


def wait(decoder: StreamDecoder, until: Instant) -> list[Frame]:
    """Silence until `until`; timers ring when they are due."""
    return [frame for _, frame in rung(decoder, until)]


def rung(decoder: StreamDecoder, until: Instant) -> list[tuple[Instant, Frame]]:
    """The frames that come free in silence until `until`, and when."""
    frames: list[tuple[Instant, Frame]] = []
    while (timer := decoder.next_timer()) is not None and timer <= until:
        frames += [(timer, frame) for frame in decoder.handle_timer(timer)]
        following = decoder.next_timer()
        assert following is None or following > timer, f"the timer of {timer} rang and is due again"
    return frames
