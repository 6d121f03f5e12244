"""The gateway's desk: envelopes are opened and filled here, and it is said who can be reached (GWY).

Nothing waits here. A frame that cannot go on now is dropped, in either direction: down, because a command that waits in a
gateway would be late (GWY-11); up, because whoever sent it sends it again until it is answered, and what is said in a session
that ended with the gateway's own would only be refused. So there is no queue to grow and none to lose, and a gateway that
restarts has forgotten nothing but who was heard on which line, which the next frame tells.

A frame is passed on, not the bytes of a line: each line has a decoder of its own, and its noise ends here. What a frame says
is no business of a gateway. It can neither read whether a tag holds nor make one, so it believes an id: of one that is heard on
a second line it takes the later, as a platform does with two gateways (GWY-07).

A line counts as that of a sub-terminal from the first frame that was heard on it. With each login the platform is told who is
there, because it has called them all offline when the gateway was (GWY-08).
"""

from protocol_spec.codes import Capability, Flag, LineState
from protocol_spec.endpoint import Discarded, ToSub
from protocol_spec.frame import Frame, read_frame
from protocol_spec.instant import Instant, earliest
from protocol_spec.messages import GatewayDown, SubLink
from simulator.terminal.board import Board
from simulator.terminal.gateway.envelopes import envelopes, objection
from simulator.terminal.gateway.line import MOST_ON_A_LINE, NO_RADIO, Line
from simulator.terminal.session.conversation import Conversation


class GatewayDesk:
    """Lines have numbers, as their sockets have."""

    def __init__(self, board: Board, conversation: Conversation) -> None:
        self._board = board
        self._talk = conversation
        self._lines = {number: Line(number, signal) for number, signal in board.sub_lines.items()}

    @property
    def able(self) -> bool:
        return bool(self._board.profile.capability & Capability.GATEWAY)

    @property
    def reached(self) -> dict[str, int]:
        """The line of each sub-terminal that can be reached."""
        return {terminal: line.number for line in self._lines.values() for terminal in line.terminals}

    # ---- lines ---------------------------------------------------------------------------------------------------

    def line_up(self, number: int, now: Instant) -> None:
        """Plugged in, or in radio range; who is there will be heard."""
        self.line_down(number, now)
        self._lines[number] = Line(number, self._board.sub_lines[number])

    def line_down(self, number: int, now: Instant) -> None:
        line = self._lines.pop(number, None)
        for terminal in line.terminals if line else ():
            self._tell(terminal, LineState.DOWN, NO_RADIO, now)

    def receive(self, number: int, data: bytes, now: Instant) -> None:
        if (line := self._lines.get(number)) is not None:
            self._take(line, line.decoder.receive(data, now), now)

    def handle_timer(self, now: Instant) -> None:
        for line in self._lines.values():
            self._take(line, line.decoder.handle_timer(now), now)

    def next_timer(self) -> Instant | None:
        return earliest(*(line.decoder.next_timer() for line in self._lines.values()))

    # ---- up ------------------------------------------------------------------------------------------------------

    def _take(self, line: Line, frames: list[Frame], now: Instant) -> None:
        """GWY-02 "A gateway MUST pass on the frames between sub-terminals and platform in order of arrival and without
        changing a byte." """
        self._board.events += line.decoder.take_discarded()
        passing: list[bytes] = []
        for frame in frames:
            data = frame.encode()
            if (wrong := objection(frame, data, self._board.identity.terminal) or self._met(line, frame, now)) is None:
                passing.append(data)
            else:
                self._board.events.append(wrong)
        if self._talk.live:
            for envelope in envelopes(passing):
                # GWY-09 "An envelope MUST NOT ask for an answer: the frames in it do."
                self._talk.send(envelope, now)
        elif passing:
            # SES-02: without a session of its own a gateway sends REGISTER and LOGIN, and nothing of anybody else.
            self._board.events.append(Discarded("SES-02", "the gateway has no session", sum(map(len, passing))))

    def _met(self, line: Line, frame: Frame, now: Instant) -> Discarded | None:
        """Somebody was heard on this line; what is returned is why he is not listened to."""
        terminal = frame.terminal
        if terminal in line.terminals:
            return None
        if len(line.terminals) >= MOST_ON_A_LINE:
            return Discarded("GWY-06", f"more than {MOST_ON_A_LINE} sub-terminals on a line", len(frame.body))
        for other in self._lines.values():
            other.terminals.pop(terminal, None)
        line.terminals[terminal] = None
        self._tell(terminal, LineState.UP, line.signal, now)
        return None

    # ---- down ----------------------------------------------------------------------------------------------------

    def on_envelope(self, envelope: GatewayDown, now: Instant) -> None:
        unreached: dict[str, None] = {}
        lines = self.reached
        for data in envelope.opened():
            frame = read_frame(data)
            assert frame is not None, "an envelope that holds no frame was refused (GWY-04)"
            if (number := lines.get(frame.terminal)) is not None:
                self._board.events.append(ToSub(number, data))
            else:
                # GWY-11 "A gateway MUST drop a frame that it cannot deliver and report the line DOWN in SUB_LINK."
                self._board.events.append(Discarded("GWY-11", f"no line leads to {frame.terminal}", len(data)))
                unreached[frame.terminal] = None
        for terminal in unreached:
            self._tell(terminal, LineState.DOWN, NO_RADIO, now)

    # ---- who is there --------------------------------------------------------------------------------------------

    def logged_in(self, now: Instant) -> None:
        for line in self._lines.values():
            for terminal in line.terminals:
                self._tell(terminal, LineState.UP, line.signal, now)

    def _tell(self, terminal: str, state: LineState, signal: int, now: Instant) -> None:
        """GWY-05 "A gateway MUST send SUB_LINK when the line to a sub-terminal comes or goes." Without a session it is told
        with the next login."""
        if self._talk.live:
            self._talk.send(SubLink(terminal=terminal, state=state, signal=signal), now, Flag.ACK_REQUIRED)
