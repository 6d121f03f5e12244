"""The tags of many frames, each under its terminal's session key (SEC-03, SEC-07).

HMAC hashes two blocks of key before anything else. They are the same for every frame of a session, so they are hashed once
a terminal (`prepare`), and a frame costs what its own bytes cost: two or three blocks instead of five.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protocol_spec.codes import Side, Suite
from protocol_spec.security import TAG_SIZE
from simulator.quiet.compiled import kept, made_of, part
from simulator.quiet.digests import SCHEDULE, SHA256_BEGINS, SM3_BEGINS, sha256_block, sm3_block

BLOCK = 64
DIGEST = 32
_TERMINAL = int(Side.TERMINAL)
_SM3 = int(Suite.HMAC_SM3)
_BEGINS = np.array([SHA256_BEGINS, SM3_BEGINS])


@dataclass(frozen=True, eq=False)
class Prepared:
    """Of N terminals: the suite, uint8; and the states behind the inner and the outer block of key, uint32 of (N, 2, 8)."""

    suites: NDArray[np.uint8]
    states: NDArray[np.uint32]


def prepare(suites: NDArray[np.uint8], keys: NDArray[np.uint8]) -> Prepared:
    """`keys` is (N, 32): a session key is a whole digest and no longer than a block, so it is never hashed itself."""
    states = np.empty((len(keys), 2, 8), dtype=np.uint32)
    padded = np.zeros((len(keys), BLOCK), dtype=np.uint8)
    padded[:, : keys.shape[1]] = keys
    suites = np.ascontiguousarray(suites, dtype=np.uint8)
    _prepare(suites, padded, states)
    return Prepared(suites, states)


def write(rows: NDArray[np.uint8], covered: int, owners: NDArray[np.int64], prepared: Prepared) -> None:
    """Put the tag of the first `covered` bytes of each row behind them. `owners` says whose key it is of."""
    _write(rows, covered, owners, prepared.suites, prepared.states)


@part
def _hash_block(suite: Any, state: Any, words: Any) -> None:
    if suite == _SM3:
        sm3_block(state, words)
    else:
        sha256_block(state, words)


def _prepare_of(made_of: int) -> Any:
    @kept
    def prepare(suites: Any, padded: Any, states: Any) -> None:
        assert made_of >= 0
        _prepare_all(suites, padded, states)

    return prepare


def _write_of(made_of: int) -> Any:
    @kept
    def write(rows: Any, covered: int, owners: Any, suites: Any, states: Any) -> None:
        assert made_of >= 0
        _write_all(rows, covered, owners, suites, states)

    return write


_prepare, _write = _prepare_of(made_of()), _write_of(made_of())


@part
def _prepare_all(suites: Any, padded: Any, states: Any) -> None:
    words = np.empty(SCHEDULE, dtype=np.uint32)
    for row in range(len(padded)):
        for which, pad in ((0, 0x36363636), (1, 0x5C5C5C5C)):
            states[row, which] = _BEGINS[1 if suites[row] == _SM3 else 0]
            for place in range(16):
                word = np.uint32(0)
                for octet in range(4):
                    word = np.uint32((word << np.uint32(8)) | padded[row, place * 4 + octet])
                words[place] = word ^ np.uint32(pad)
            _hash_block(suites[row], states[row, which], words)


@part
def _load(row: Any, covered: int, block: int, words: Any) -> None:
    """Block number `block` of the direction byte and the covered bytes, padded as both digests pad: a bit, zeros, and in the
    last eight bytes the length in bits, the block of key counted in."""
    length = covered + 1
    for place in range(16):
        word = np.uint32(0)
        for octet in range(4):
            at = block * BLOCK + place * 4 + octet
            if at == 0:
                value = np.uint32(_TERMINAL)
            elif at < length:
                value = np.uint32(row[at - 1])
            else:
                value = np.uint32(0x80 if at == length else 0)
            word = np.uint32((word << np.uint32(8)) | value)
        words[place] = word
    if block == (length + 8) // BLOCK:
        words[15] = np.uint32((BLOCK + length) * 8)


@part
def _write_all(rows: Any, covered: int, owners: Any, suites: Any, states: Any) -> None:
    words = np.empty(SCHEDULE, dtype=np.uint32)
    state = np.empty(8, dtype=np.uint32)
    for number in range(len(rows)):
        row, owner = rows[number], owners[number]
        state[:] = states[owner, 0]
        for block in range((covered + 9) // BLOCK + 1):
            _load(row, covered, block, words)
            _hash_block(suites[owner], state, words)
        words[:8] = state
        words[8] = np.uint32(0x80000000)
        words[9:15] = 0
        words[15] = np.uint32((BLOCK + DIGEST) * 8)
        state[:] = states[owner, 1]
        _hash_block(suites[owner], state, words)
        for octet in range(TAG_SIZE):
            row[covered + octet] = (state[octet // 4] >> np.uint32(24 - 8 * (octet % 4))) & np.uint32(0xFF)
