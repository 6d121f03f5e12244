"""The platform's half of a session key."""

import random

import pytest

from reference_platform.edge.nonces import fresh_nonce


@pytest.mark.clause("SEC-14")
def test_a_nonce_is_another_one_each_time_and_no_seed_brings_it_back() -> None:
    drawn = []
    for _ in range(1_000):
        random.seed(1)
        drawn.append(fresh_nonce())
    assert len(set(drawn)) == len(drawn)
    assert all(0 <= nonce < 2**64 for nonce in drawn)
    ones = [sum(nonce >> bit & 1 for nonce in drawn) for bit in range(64)]
    assert all(350 < count < 650 for count in ones)
