"""The tags of many frames are those of one, in both suites, whatever the padding has to do."""

import hashlib

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from protocol_spec.codes import Side, Suite
from protocol_spec.security import TAG_SIZE, suite_available, tag
from simulator.quiet import digests, tags

each_suite = pytest.mark.parametrize(
    "suite",
    [
        pytest.param(suite, marks=pytest.mark.skipif(not suite_available(suite), reason="OpenSSL leaves it out"))
        for suite in Suite
    ],
)


@each_suite
@pytest.mark.clause("SEC-02")
@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=4),
    st.integers(0, 1042),
    st.data(),
)
@example([bytes(32)], 55, None)
@example([bytes(32)], 54, None)
@example([bytes(32)], 63, None)
def test_a_tag_is_the_tag(suite: Suite, keys: list[bytes], covered: int, data: st.DataObject | None) -> None:
    count = 3
    drawn = data.draw(st.binary(min_size=count * covered, max_size=count * covered)) if data else bytes(count * covered)
    rows = np.zeros((count, covered + TAG_SIZE + 2), dtype=np.uint8)
    rows[:, :covered] = np.frombuffer(drawn, dtype=np.uint8).reshape(count, covered)
    owners = np.arange(count, dtype=np.int64) % len(keys)
    suites = np.full(len(keys), int(suite), dtype=np.uint8)
    prepared = tags.prepare(suites, np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, 32))
    tags.write(rows, covered, owners, prepared)
    for row, owner in zip(rows, owners, strict=True):
        wanted = tag(suite, keys[owner], Side.TERMINAL, bytes(row[:covered]))
        assert bytes(row[covered : covered + TAG_SIZE]) == wanted
        assert not row[covered + TAG_SIZE :].any()


def test_terminals_of_both_suites_stand_in_one_array() -> None:
    suites = np.array([int(suite) for suite in Suite], dtype=np.uint8)
    keys = np.arange(64, dtype=np.uint8).reshape(2, 32)
    rows = np.zeros((2, 30), dtype=np.uint8)
    tags.write(rows, 20, np.array([0, 1]), tags.prepare(suites, keys))
    for place, suite in enumerate(Suite):
        if suite_available(suite):
            assert bytes(rows[place, 20:28]) == tag(suite, bytes(keys[place]), Side.TERMINAL, bytes(20))


def test_the_constants_that_are_reckoned_are_those_of_the_standard() -> None:
    """FIPS 180-4, 5.3.3: typed from there."""
    assert [f"{word:08x}" for word in digests.SHA256_BEGINS.tolist()][:2] == ["6a09e667", "bb67ae85"]
    block = np.zeros(digests.SCHEDULE, dtype=np.uint32)
    block[0] = 0x80000000
    state = digests.SHA256_BEGINS.copy()
    digests.sha256_block(state, block)
    assert state.astype(">u4").tobytes() == hashlib.sha256(b"").digest()
