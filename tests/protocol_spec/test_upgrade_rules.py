"""Offers, chunks and images: judged as the clauses say, whatever is lost on the way."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.codes import Result, UpgradeState
from protocol_spec.message import BodyError
from protocol_spec.messages import UpgradeChunk, UpgradeOffer, UpgradeReport
from protocol_spec.upgrade_rules import Receiving, chunk_after, judge_chunk, judge_image, judge_offer

IMAGE = bytes(range(256)) * 11 + b"the end"
OFFER = UpgradeOffer(
    command=1,
    upgrade=7,
    version="1.10.0",
    size=len(IMAGE),
    digest=hashlib.sha256(IMAGE).digest(),
    signature=bytes(64),
    chunk=960,
)


def report(held: int, state: UpgradeState = UpgradeState.RECEIVING, upgrade: int = 7) -> UpgradeReport:
    return UpgradeReport(upgrade=upgrade, state=state, result=Result.OK, offset=held)


@pytest.mark.clause("UPG-01", "UPG-02", "UPG-11")
@pytest.mark.parametrize(
    ("running", "room", "result"),
    [
        ("1.9.3", len(IMAGE), Result.OK),
        ("1.10", len(IMAGE), Result.NOT_NEWER),
        ("1.10.0", 1 << 20, Result.NOT_NEWER),
        ("2.0", 1 << 20, Result.NOT_NEWER),
        ("1.9.3", len(IMAGE) - 1, Result.NO_SPACE),
        ("2.0", 0, Result.NOT_NEWER),
    ],
)
def test_an_offer_is_judged_by_version_and_then_by_room(running: str, room: int, result: Result) -> None:
    got, receiving = judge_offer(OFFER, running=running, room=room, receiving=None)
    assert got is result
    assert receiving == (Receiving(OFFER) if result is Result.OK else None)


@pytest.mark.clause("UPG-15")
def test_an_offer_during_receiving_continues_the_same_upgrade_and_replaces_another() -> None:
    def again(offer: UpgradeOffer) -> Receiving | None:
        return judge_offer(offer, running="1.0", room=1 << 20, receiving=Receiving(OFFER, 960))[1]

    same = replace(OFFER, command=9)
    assert again(same) == Receiving(same, 960)
    for other in (replace(OFFER, upgrade=8), replace(OFFER, digest=bytes(32)), replace(OFFER, size=5)):
        assert again(other) == Receiving(other, 0)
    refused = judge_offer(replace(OFFER, version="1.0"), running="1.0", room=0, receiving=Receiving(OFFER, 960))
    assert refused == (Result.NOT_NEWER, Receiving(OFFER, 960))


@pytest.mark.clause("UPG-03", "UPG-13", "UPG-16")
@pytest.mark.parametrize(
    ("chunk", "result"),
    [
        (UpgradeChunk(upgrade=7, offset=960, data=IMAGE[960:1920]), Result.OK),
        (UpgradeChunk(upgrade=8, offset=960, data=b"x"), Result.NO_UPGRADE),
        (UpgradeChunk(upgrade=7, offset=0, data=IMAGE[:960]), Result.OUT_OF_ORDER),
        (UpgradeChunk(upgrade=7, offset=1920, data=b"x"), Result.OUT_OF_ORDER),
        (UpgradeChunk(upgrade=7, offset=960, data=IMAGE[960:] + b"x"), Result.OUT_OF_ORDER),
    ],
    ids=["the next", "another upgrade", "one that is held", "one too far", "past the end"],
)
def test_only_the_next_chunk_of_the_upgrade_in_progress_is_written(chunk: UpgradeChunk, result: Result) -> None:
    before = Receiving(OFFER, 960)
    got, after = judge_chunk(chunk, before)
    assert got is result
    assert after == (replace(before, held=1920) if result is Result.OK else before)


@pytest.mark.clause("UPG-13")
def test_a_chunk_that_nobody_offered_is_of_no_upgrade() -> None:
    assert judge_chunk(UpgradeChunk(upgrade=7, offset=0, data=b"x"), None) == (Result.NO_UPGRADE, None)


@pytest.mark.clause("UPG-04", "UPG-05")
def test_an_image_is_judged_by_its_digest_and_then_by_its_signature() -> None:
    asked: list[bytes] = []

    def holds(data: bytes, signature: bytes) -> bool:
        asked.append(data)
        return signature == bytes(64)

    assert judge_image(IMAGE, OFFER, 9999, 1, holds) is Result.OK
    assert asked == [b"WTP/1 image" + b"\x27\x0f\x01\x061.10.0" + len(IMAGE).to_bytes(4, "big") + OFFER.digest]
    assert judge_image(IMAGE[:-1] + b"!", OFFER, 9999, 1, holds) is Result.BAD_DIGEST
    assert judge_image(IMAGE, replace(OFFER, signature=b"\x01" * 64), 9999, 1, holds) is Result.BAD_SIGNATURE


@pytest.mark.clause("UPG-09", "UPG-10")
def test_a_platform_sends_nothing_to_another_upgrade_another_state_or_a_whole_image() -> None:
    assert chunk_after(report(0, upgrade=8), OFFER, IMAGE) is None
    assert chunk_after(report(0, UpgradeState.VERIFYING), OFFER, IMAGE) is None
    assert chunk_after(report(len(IMAGE)), OFFER, IMAGE) is None
    assert chunk_after(report(960), OFFER, IMAGE) == UpgradeChunk(upgrade=7, offset=960, data=IMAGE[960:1920])


@pytest.mark.clause("UPG-03", "UPG-09", "UPG-10")
@given(losses=st.lists(st.sampled_from(["through", "chunk lost", "answer lost", "twice"]), max_size=30))
def test_whatever_is_lost_on_the_way_the_image_arrives_once_and_in_order(losses: list[str]) -> None:
    written = b""
    receiving: Receiving | None = Receiving(OFFER)
    for fate in [*losses, *["through"] * 5]:
        assert receiving is not None
        chunk = chunk_after(report(receiving.held), OFFER, IMAGE)
        if chunk is None:
            break
        if fate == "chunk lost":
            continue
        for _ in range(2 if fate == "twice" else 1):
            result, receiving = judge_chunk(chunk, receiving)
            if result is Result.OK:
                written += chunk.data
    assert receiving is not None
    assert receiving.complete
    assert written == IMAGE


@pytest.mark.clause("UPG-17")
@pytest.mark.parametrize(
    ("offer", "field"),
    [(replace(OFFER, size=0), "size"), (replace(OFFER, chunk=0), "chunk"), (replace(OFFER, chunk=961), "chunk")],
)
def test_an_offer_that_could_never_be_carried_over_is_malformed(offer: UpgradeOffer, field: str) -> None:
    error = UpgradeOffer.decode(offer.encode())
    assert isinstance(error, BodyError)
    assert (error.clause, error.field) == ("UPG-17", field)
    assert UpgradeOffer.decode(replace(OFFER, chunk=960).encode()) == replace(OFFER, chunk=960)
