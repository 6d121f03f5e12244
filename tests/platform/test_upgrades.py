"""What a platform sends next to a terminal that is being upgraded (UPG-09, UPG-10, UPG-15)."""

import hashlib
from typing import Any

import pytest

from protocol_spec.codes import Result, UpgradeState
from protocol_spec.endpoint import Stimulus
from protocol_spec.messages import TerminalAck, UpgradeChunk, UpgradeOffer
from reference_platform.happenings import Answered, UpgradeReported
from reference_platform.orders import message_of
from reference_platform.upgrades import Image, Upgrades
from tests.platform.wire import OTHER, START, TERMINAL

IMAGE = Image("1.1", bytes(range(250)), bytes(64), chunk=100)


def reported(offset: int, state: UpgradeState = UpgradeState.RECEIVING, upgrade: int = 1, of: str = TERMINAL) -> Any:
    return UpgradeReported(of, upgrade, state, Result.OK, offset)


def answered(result: Result | None = Result.OK, asked: str = "UPGRADE_CHUNK") -> Answered:
    answer = TerminalAck(answers=1, answered=UpgradeChunk.code, result=result) if result is not None else None
    return Answered(TERMINAL, asked, answer)


def offset_of(order: Stimulus | None) -> int | None:
    return None if order is None else int(order.values["offset"])


@pytest.fixture
def begun() -> Upgrades:
    upgrades = Upgrades()
    upgrades.begin(TERMINAL, IMAGE)
    return upgrades


@pytest.mark.clause("UPG-01")
def test_an_offer_says_size_digest_and_the_vendor_s_signature() -> None:
    order = Upgrades().begin(TERMINAL, IMAGE)
    message = message_of(order, lambda: 9, 30, START)
    assert message == UpgradeOffer(
        command=9,
        upgrade=1,
        version="1.1",
        size=250,
        digest=hashlib.sha256(IMAGE.data).digest(),
        signature=IMAGE.signature,
        chunk=100,
    )


@pytest.mark.clause("UPG-09")
def test_one_chunk_follows_another_s_ok_and_the_last_is_the_rest(begun: Upgrades) -> None:
    first = begun.reported(reported(0))
    assert first is not None
    assert message_of(first, lambda: 0, 30, START) == UpgradeChunk(upgrade=1, offset=0, data=IMAGE.data[:100])
    assert offset_of(begun.answered(answered())) == 100
    last = begun.answered(answered())
    assert last is not None
    assert (last.values["offset"], last.values["data"]) == (200, IMAGE.data[200:].hex())
    assert begun.answered(answered()) is None


@pytest.mark.clause("UPG-09")
@pytest.mark.parametrize("result", [Result.OUT_OF_ORDER, Result.NO_UPGRADE, None])
def test_after_anything_but_ok_the_platform_waits_for_a_report(begun: Upgrades, result: Result | None) -> None:
    begun.reported(reported(0))
    assert begun.answered(answered(result)) is None
    assert offset_of(begun.reported(reported(150))) == 150


@pytest.mark.clause("UPG-09")
def test_a_report_while_a_chunk_is_under_way_sends_no_second_one(begun: Upgrades) -> None:
    assert offset_of(begun.reported(reported(0))) == 0
    assert begun.reported(reported(0)) is None


@pytest.mark.clause("UPG-10")
@pytest.mark.parametrize("state", [UpgradeState.APPLIED, UpgradeState.FAILED])
def test_a_final_report_ends_it(begun: Upgrades, state: UpgradeState) -> None:
    assert begun.reported(reported(250, state)) is None
    assert begun.reported(reported(0)) is None


def test_other_upgrades_terminals_and_questions_are_none_of_it(begun: Upgrades) -> None:
    assert begun.reported(reported(0, upgrade=2)) is None
    assert begun.reported(reported(0, of=OTHER)) is None
    begun.reported(reported(0))
    assert begun.answered(answered(asked="QUERY")) is None
    assert offset_of(begun.answered(answered())) == 100


@pytest.mark.clause("UPG-15")
def test_the_same_image_again_is_the_same_upgrade_and_another_a_new_one(begun: Upgrades) -> None:
    assert begun.begin(TERMINAL, IMAGE).values["upgrade"] == 1
    assert begun.begin(TERMINAL, Image("1.2", IMAGE.data, bytes(64))).values["upgrade"] == 2
    assert begun.begin(OTHER, IMAGE).values["upgrade"] == 3
