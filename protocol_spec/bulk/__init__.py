"""The bulk form: arrays of frames of one message, for fleets and for the store of a province.

The only place of `protocol_spec` that knows numpy and numba (extra `fleet`), and nothing else of it imports this.
The same bytes and the same refusals as the single form, for messages of fixed size. A column holds the values of
`Message`, with these differences, because an array has no objects in it:

* codes and bits are their numbers, integers have the field's own width;
* times are int64, microseconds since 1970;
* terminal ids are uint64, the number that the 16 digits are;
* octets are rows of uint8.
"""

try:
    import numba as _numba  # noqa: F401
    import numpy as _numpy  # noqa: F401
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"the bulk form needs {missing.name}: install it with  pip install 'arclock[fleet]'", name=missing.name
    ) from None

from protocol_spec.bulk.finding import Found, find_frames
from protocol_spec.bulk.packing import encode
from protocol_spec.bulk.reading import Bulk, decode
from protocol_spec.bulk.shape import dtype_of

__all__ = ["Bulk", "Found", "decode", "dtype_of", "encode", "find_frames"]
