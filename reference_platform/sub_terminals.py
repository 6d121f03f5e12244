"""The sub-terminals of a gateway: a session each, inside the gateway's own (GWY-06).

A sub-terminal's session is a session like any other; its link is the envelope. It logs in with its own key, and what goes
wrong in it stays in it: it is closed and forgotten, and neither the gateway nor its neighbours notice.
"""

from collections.abc import Callable, Iterator

from protocol_spec.endpoint import Discarded, Endpoint, Event, LinkWanted, Stimulus
from protocol_spec.frame import read_frame
from protocol_spec.instant import Instant, earliest
from protocol_spec.message import MAX_BODY
from protocol_spec.messages import GatewayDown
from reference_platform.happenings import BehindGateway

MOST = 256
"""Sub-terminals of one gateway. A gateway that shows more ids than this is not heard about the rest (PLT-15)."""

_ROWS = GatewayDown.fields()["frames"].kind.limit or 1


class SubTerminals:
    def __init__(self, make: Callable[[], Endpoint]) -> None:
        self._make = make
        self._sessions: dict[str, Endpoint] = {}
        self._events: list[Event] = []

    def carry(self, frames: list[bytes], now: Instant) -> None:
        """What an envelope held, in its order (GWY-02)."""
        for data in frames:
            frame = read_frame(data)
            session = self._session(frame.terminal, now) if frame else None
            if session is None:
                self._events.append(Discarded("PLT-15", f"more than {MOST} sub-terminals", len(data)))
            else:
                session.receive_data(data, now)

    def line_down(self, terminal: str, now: Instant) -> None:
        session = self._sessions.get(terminal)
        if session is not None:
            session.link_down(now)
            self._close(terminal, session)

    def all_down(self, now: Instant) -> None:
        """GWY-08 "When a gateway goes offline a platform MUST call all its sub-terminals offline." """
        for terminal in list(self._sessions):
            self.line_down(terminal, now)

    def stimulate(self, terminal: str, stimulus: Stimulus, now: Instant) -> None:
        session = self._sessions.get(terminal)
        if session is not None:
            session.stimulate(stimulus, now)

    def handle_timer(self, now: Instant) -> None:
        for session in list(self._sessions.values()):
            session.handle_timer(now)

    def next_timer(self) -> Instant | None:
        return earliest(*(session.next_timer() for session in self._sessions.values()))

    def envelopes(self) -> Iterator[GatewayDown]:
        """What the sessions want to send, in as few envelopes as hold it."""
        batch: list[bytes] = []
        for frame in [frame for session in self._sessions.values() for frame in session.data_to_send()]:
            if not _fits([frame]):
                # GWY-12 "A frame that goes through a gateway MUST NOT be longer than 1000 bytes without its CRC."
                self._events.append(Discarded("GWY-12", "too long for a gateway", len(frame)))
                continue
            if not _fits([*batch, frame]):
                yield GatewayDown.around(batch)
                batch = []
            batch.append(frame)
        if batch:
            yield GatewayDown.around(batch)

    def take_events(self) -> list[Event]:
        for terminal, session in list(self._sessions.items()):
            if self._drain(terminal, session):
                self._close(terminal, session)
        events, self._events = self._events, []
        return events

    def _session(self, terminal: str, now: Instant) -> Endpoint | None:
        if terminal not in self._sessions:
            if len(self._sessions) >= MOST:
                return None
            self._sessions[terminal] = self._make()
            self._sessions[terminal].link_up(now)
        return self._sessions[terminal]

    def _close(self, terminal: str, session: Endpoint) -> None:
        self._drain(terminal, session)
        del self._sessions[terminal]

    def _drain(self, terminal: str, session: Endpoint) -> bool:
        """Whether the session wants its link closed."""
        closes = False
        while (event := session.next_event()) is not None:
            if isinstance(event, LinkWanted):
                closes = closes or not event.up
            else:
                self._events.append(BehindGateway(terminal, event))
        return closes


def _fits(frames: list[bytes]) -> bool:
    envelope = GatewayDown.around(frames)
    return len(frames) <= _ROWS and envelope.flaw() is None and len(envelope.encode()) <= MAX_BODY
