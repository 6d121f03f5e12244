"""A gateway on the bench, and frames of terminals that are not there: their keys are none of its business."""

from typing import Any

from protocol_spec.codes import Flag, LineState, Suite
from protocol_spec.endpoint import Discarded, Stimulus, ToSub, Value
from protocol_spec.frame import Frame, frame_of
from protocol_spec.messages import GatewayDown, GatewayUp, Heartbeat, Lock, SubLink

from .bench import Bench, profile_of

FIRST, SECOND, THIRD = "9999050000000001", "9999050000000002", "9999050000000003"
KEY_OF_A_SUB = b"s" * 16


class GatewayBench(Bench):
    def __init__(self, name: str = "rs485_gateway", **over: Any) -> None:
        super().__init__(profile=profile_of(name), **over)

    # ---- lines -------------------------------------------------------------------------------------------------------

    def happens(self, name: str, **values: Value) -> None:
        self.endpoint.stimulate(Stimulus(name, values), self.now)
        self.settle()

    def plug(self, line: int, **radio: int) -> None:
        self.happens("sub-up", line=line, **radio)

    def unplug(self, line: int) -> None:
        self.happens("sub-down", line=line)

    def comes(self, line: int, data: bytes) -> None:
        self.happens("sub-data", line=line, data=data.hex())

    def heard(self, line: int, terminal: str) -> bytes:
        """The line is plugged in, and the sub-terminal says its first word."""
        self.plug(line)
        self.comes(line, data := beat(terminal))
        return data

    # ---- what was seen -----------------------------------------------------------------------------------------------

    def passed_up(self) -> list[bytes]:
        return [frame for envelope in self.messages(GatewayUp) for frame in envelope.opened()]

    def told(self) -> list[tuple[str, LineState]]:
        return [(link.terminal, link.state) for link in self.messages(SubLink)]

    def to_subs(self) -> list[tuple[int, bytes]]:
        return [(event.line, event.data) for _, event in self.events if isinstance(event, ToSub)]

    def dropped(self) -> list[str]:
        return [event.clause for _, event in self.events if isinstance(event, Discarded)]

    def envelope(self, *frames: bytes) -> None:
        self.say(GatewayDown.around(frames))


def beat(terminal: str, sequence: int = 0) -> bytes:
    return sealed(frame_of(Heartbeat(oldest=1), terminal, sequence, Flag.ACK_REQUIRED))


def command(bench: Bench, terminal: str, sequence: int = 0) -> bytes:
    lock: Lock = bench.lock_message(command=sequence + 1)
    return sealed(frame_of(lock, terminal, sequence, Flag.ACK_REQUIRED))


def sealed(frame: Frame) -> bytes:
    return frame.sealed(Suite.HMAC_SHA256, KEY_OF_A_SUB).encode()
