"""Three forms of one codec, the same bytes in each.

* `definition`: the Constructs of the declarations, interpreted. Nobody but the tests and the benchmark runs it over
  whole frames; it says what is right.
* `compiled`: made once from the declared kinds of a layout; what `Message.encode` and `Message.decode` use.
* `protocol_spec.bulk`: arrays of frames, behind the extra `fleet`.
"""

from protocol_spec.codec.compiled import Codec, codec_of
from protocol_spec.codec.faults import BodyError, FieldError

__all__ = ["BodyError", "Codec", "FieldError", "codec_of"]
