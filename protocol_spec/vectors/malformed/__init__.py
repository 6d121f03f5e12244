"""What a receiver must not take, and what it must do instead. Typed by hand like the good frames."""

from protocol_spec.vectors.malformed.batches import BATCHES
from protocol_spec.vectors.malformed.bodies import BODIES
from protocol_spec.vectors.malformed.checks import CHECKS
from protocol_spec.vectors.malformed.codes import CODES
from protocol_spec.vectors.malformed.headers import HEADERS
from protocol_spec.vectors.malformed.lists import LISTS
from protocol_spec.vectors.malformed.malformed import DROPPED, Dropped, Malformed, Refused
from protocol_spec.vectors.malformed.noise import NOISE
from protocol_spec.vectors.malformed.responses import RESPONSES
from protocol_spec.vectors.malformed.standings import STANDINGS
from protocol_spec.vectors.malformed.tags import TAGS
from protocol_spec.vectors.malformed.texts import TEXTS

MALFORMED: tuple[Malformed, ...] = (
    *NOISE,
    *CHECKS,
    *HEADERS,
    *STANDINGS,
    *TAGS,
    *RESPONSES,
    *CODES,
    *BODIES,
    *TEXTS,
    *LISTS,
    *BATCHES,
)

__all__ = ["DROPPED", "MALFORMED", "Dropped", "Malformed", "Refused"]
