"""What is true on the wire of WTP/1, edition 1: the open reference protocol of this project.

WTP is not the provincial text 《电焊机物联控制终端通讯协议及数据格式》, which is not public.
Nothing here claims conformance to it.
"""

from protocol_spec.clauses import Clause, clause, clauses
from protocol_spec.endpoint import Discarded, Endpoint, Event, LinkWanted, Stimulus
from protocol_spec.frame import EDITION, Frame, frame_of
from protocol_spec.ident import pack_terminal, qr_payload, read_qr
from protocol_spec.instant import MS, Duration, Instant, S, earliest
from protocol_spec.message import BodyError, Message, by_code
from protocol_spec.outbox import Outbox
from protocol_spec.stream import StreamDecoder

__all__ = [
    "EDITION",
    "MS",
    "BodyError",
    "Clause",
    "Discarded",
    "Duration",
    "Endpoint",
    "Event",
    "Frame",
    "Instant",
    "LinkWanted",
    "Message",
    "Outbox",
    "S",
    "Stimulus",
    "StreamDecoder",
    "by_code",
    "clause",
    "clauses",
    "earliest",
    "frame_of",
    "pack_terminal",
    "qr_payload",
    "read_qr",
]
