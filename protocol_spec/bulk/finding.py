"""Where the frames are in a buffer of many, of mixed sizes and with whatever noise there is between them."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from protocol_spec.bulk import kernels
from protocol_spec.frame import CRC_SIZE, HEADER_SIZE

Octets: TypeAlias = bytes | bytearray | memoryview | NDArray[np.uint8]


class Found(NamedTuple):
    """`offsets` and `sizes` of the good frames, in order (int64); from `rest` on a frame may have begun that is not
    whole yet: keep those bytes and put what comes next behind them."""

    offsets: NDArray[np.int64]
    sizes: NDArray[np.int64]
    rest: int


def find_frames(data: Octets) -> Found:
    """The frames that a `StreamDecoder` delivers from the same bytes at once: header believed, CRC right."""
    octets = as_octets(data)
    most = len(octets) // (HEADER_SIZE + CRC_SIZE)
    offsets, sizes = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    count, rest = kernels.find(octets, offsets, sizes)
    return Found(offsets[:count], sizes[:count], rest)


def as_octets(data: Octets) -> NDArray[np.uint8]:
    """
    Raises:
        TypeError: an array that is not one row of uint8.
    """
    octets = data if isinstance(data, np.ndarray) else np.frombuffer(data, dtype=np.uint8)
    if octets.dtype != np.uint8 or octets.ndim != 1:
        raise TypeError(
            f"frames are octets one behind the other, not {octets.dtype} of shape {octets.shape}: ravel() them"
        )
    return np.ascontiguousarray(octets)
