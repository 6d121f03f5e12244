"""What is encoded is decoded again, for every message and frame that can be declared."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import Capability
from protocol_spec.frame import Frame
from protocol_spec.message import Message, as_json
from protocol_spec.messages import Register
from protocol_spec.stream import StreamDecoder
from protocol_spec.vectors import VECTORS
from tests.protocol_spec.strategies import DECLARED, calm, frames, messages

each_message = pytest.mark.parametrize("declared", DECLARED, ids=lambda d: d.title)


@each_message
@calm
@given(data=st.data())
def test_a_message_survives_its_bytes_and_has_its_size(declared: type[Message], data: st.DataObject) -> None:
    message = data.draw(messages(declared))
    body = message.encode()
    assert declared.decode(body) == message
    sizes = [spec.kind.size for spec in declared.fields().values()]
    assert None in sizes or len(body) == sum(size for size in sizes if size is not None)


@each_message
@settings(calm, max_examples=30)
@given(data=st.data())
def test_a_message_as_json_is_plain(declared: type[Message], data: st.DataObject) -> None:
    plain = as_json(data.draw(messages(declared)))
    assert list(plain) == list(declared.fields())
    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.clause("FRM-29")
@pytest.mark.parametrize("bits", [0x0000, 0x01FF, 0x0201, 0x0200, 0xFE00], ids=hex)
def test_capability_bits_are_not_lost_in_json(bits: int) -> None:
    values = next(vector.values for vector in VECTORS if vector.title == "REGISTER")
    names = as_json(Register(**{**values, "capability": Capability(bits)}))["capability"]
    known = Capability.__members__
    assert sum(int(known[name]) if name in known else int(name, 16) for name in names) == bits


@pytest.mark.clause("FRM-01")
@calm
@given(frames)
def test_a_frame_survives_its_bytes(frame: Frame) -> None:
    decoder = StreamDecoder()
    assert decoder.receive(frame.encode(), 0) == [frame]
    assert (decoder.waiting, decoder.noise_bytes, decoder.next_timer()) == (0, 0, None)


@calm
@given(frames)
def test_the_message_of_any_frame_is_a_value(frame: Frame) -> None:
    frame.message()
