"""Counter-based random numbers: a pure function of (seed, terminal, purpose, counter).

Nothing is consumed: adding one more user of randomness shifts nobody else's numbers, a replay draws the same ones, and
an array of a million terminals can draw them all at once, because the mixing is plain 64-bit arithmetic.
"""

from zlib import crc32

_MASK = (1 << 64) - 1


def _mix(word: int) -> int:
    """The finaliser of SplitMix64: every input bit reaches every output bit."""
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _MASK
    return word ^ (word >> 31)


def purpose(name: str) -> int:
    return crc32(name.encode())


class Draw:
    """The stream of one (seed, terminal); `at` may be called in any order. `root` is what all of it follows from."""

    def __init__(self, seed: int, terminal: str) -> None:
        self.root = _mix(_mix(seed & _MASK) ^ int(terminal))

    def at(self, name: str, counter: int) -> int:
        """64 bits for this purpose and counter."""
        return _mix(_mix(self.root ^ (purpose(name) << 32)) ^ (counter * 0x9E3779B97F4A7C15 & _MASK))

    def below(self, bound: int, name: str, counter: int) -> int:
        """An integer in [0, bound). The bias of one part in 2^32 is accepted: it costs no branch."""
        return ((self.at(name, counter) >> 32) * bound) >> 32
