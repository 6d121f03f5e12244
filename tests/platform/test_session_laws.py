"""The laws of an endpoint, for the platform's session: nothing that comes in raises, and equal inputs give equal bytes."""

from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.codes import Flag, Result
from protocol_spec.frame import Frame
from protocol_spec.messages import GatewayUp, Heartbeat
from tests.platform.wire import OTHER, TERMINAL, Wire, result_of
from tests.protocol_spec.strategies import any_frames, calm, declared_frames, garbage


@st.composite
def said_by_a_terminal(draw: st.DrawFn, key: bytes) -> Frame:
    """Any frame there can be, as often as not one that the session believes."""
    frame: Frame = draw(declared_frames() | any_frames())
    if draw(st.booleans()):
        return frame
    bare = Frame(frame.code & 0x7F, TERMINAL, frame.sequence, frame.body, int(frame.flags) & 0x07)
    return bare.sealed(Wire().suite, key)


@calm
@given(st.data())
def test_whatever_comes_in_the_session_goes_on_and_replays_to_the_same_bytes(data: st.DataObject) -> None:
    wire = Wire().live()
    for _ in range(data.draw(st.integers(1, 8))):
        if data.draw(st.booleans()):
            wire.order(
                data.draw(st.sampled_from(["lock", "reboot", "ask_parameters", "identify", "watch"])), until=9**18
            )
        frame = data.draw(said_by_a_terminal(wire.key))
        noise = data.draw(garbage() | st.just(b""))
        wire.session.receive_data(noise + frame.encode(), wire.now)
        list(wire.events())
        wire.sent()
        wire.wait(data.draw(st.sampled_from([0, 3, 40])))
    wire.check_replay()


@calm
@given(st.data())
def test_whatever_comes_through_a_gateway_leaves_the_gateway_s_session_alone(data: st.DataObject) -> None:
    wire = Wire().live()
    frames = data.draw(st.lists(any_frames().filter(lambda one: len(one.encode()) < 300), min_size=1, max_size=3))
    envelope = GatewayUp.around([frame.encode() for frame in frames])
    wire.give(wire.frame(envelope, Flag.NONE))
    list(wire.events())
    assert result_of(wire.say(Heartbeat(oldest=1))) is Result.OK
    assert OTHER not in wire.book.entries
    wire.check_replay()
