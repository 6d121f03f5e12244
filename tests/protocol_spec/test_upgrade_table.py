"""The table of an upgrade: closed, and with one way to new firmware (UPG)."""

import hashlib
import itertools

import pytest

from protocol_spec.codes import UpgradeState
from protocol_spec.session_table import IllegalOccurrence
from protocol_spec.upgrade_table import UPGRADE, UpgradeOccurrence, is_newer, signed, upgrade_following

_O, _S = UpgradeOccurrence, UpgradeState


def test_every_state_has_its_row_and_leads_to_states() -> None:
    assert set(UPGRADE) == set(UpgradeState)
    for row in UPGRADE.values():
        assert all(isinstance(occurrence, UpgradeOccurrence) for occurrence in row)
        assert all(isinstance(state, UpgradeState) for state in row.values())


def test_every_occurrence_can_happen_somewhere_and_every_state_be_reached() -> None:
    assert {occurrence for row in UPGRADE.values() for occurrence in row} == set(UpgradeOccurrence)
    reached = {_S.IDLE}
    while more := {state for one in reached for state in UPGRADE[one].values()} - reached:
        reached |= more
    assert reached == set(UpgradeState)


@pytest.mark.parametrize(("state", "occurrence"), list(itertools.product(UpgradeState, UpgradeOccurrence)))
def test_what_is_not_listed_is_illegal_and_what_is_listed_follows(
    state: UpgradeState, occurrence: UpgradeOccurrence
) -> None:
    if occurrence in UPGRADE[state]:
        assert upgrade_following(state, occurrence) is UPGRADE[state][occurrence]
    else:
        with pytest.raises(IllegalOccurrence, match=state.name):
            upgrade_following(state, occurrence)


@pytest.mark.clause("UPG-04", "UPG-05", "UPG-07")
def test_the_only_way_to_new_firmware_is_through_verifying_and_ready() -> None:
    into = {state: {one for one, row in UPGRADE.items() if state in row.values()} for state in UpgradeState}
    assert into[_S.APPLIED] == {_S.READY}
    assert into[_S.READY] == {_S.VERIFYING}
    assert [o for o, to in UPGRADE[_S.READY].items() if to is _S.APPLIED] == [_O.LOCKED_IDLE]
    assert [o for o, to in UPGRADE[_S.VERIFYING].items() if to is _S.READY] == [_O.HOLDS]


@pytest.mark.clause("UPG-04", "UPG-05", "UPG-08")
def test_a_bad_image_and_one_that_does_not_start_end_in_failed() -> None:
    assert upgrade_following(_S.VERIFYING, _O.BAD) is _S.FAILED
    assert upgrade_following(_S.APPLIED, _O.DID_NOT_START) is _S.FAILED


@pytest.mark.parametrize("state", UpgradeState)
@pytest.mark.clause("UPG-15")
def test_a_new_offer_is_taken_in_every_state(state: UpgradeState) -> None:
    assert UPGRADE[state].get(_O.OFFERED) is _S.RECEIVING


@pytest.mark.clause("UPG-05")
def test_the_signature_is_over_the_bytes_of_the_clause() -> None:
    digest = hashlib.sha256(b"image").digest()
    assert signed(0x270F, 1, "1.1.0", 123_456, digest) == (
        b"WTP/1 image" + bytes.fromhex("27 0F 01 05 31 2E 31 2E 30 00 01 E2 40") + digest
    )


@pytest.mark.clause("UPG-05")
def test_each_of_its_inputs_changes_what_is_signed() -> None:
    base = (0x270F, 1, "1.1.0", 123_456, bytes(32))
    others = (9998, 2, "1.1.1", 123_457, bytes(31) + b"\x01")
    for at, other in enumerate(others):
        assert signed(*base[:at], other, *base[at + 1 :]) != signed(*base)  # type: ignore[call-arg, arg-type]


@pytest.mark.clause("UPG-02")
@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1.0", "1.1"),
        ("1.9", "1.10"),
        ("1.2.3", "2"),
        ("1", "1.0.1"),
        ("1.0.3", "1.0.10"),
        ("", "0.1"),
        ("1.2-rc1", "1.3-rc0"),
    ],
)
def test_versions_are_compared_number_by_number(older: str, newer: str) -> None:
    assert is_newer(newer, older)
    assert not is_newer(older, newer)


@pytest.mark.clause("UPG-02")
@pytest.mark.parametrize(
    ("one", "same"), [("1.0", "1.0"), ("1", "1.0.0"), ("01.2", "1.2"), ("1.2-rc1", "1.2"), ("", "0")]
)
def test_a_version_that_is_the_same_is_not_newer(one: str, same: str) -> None:
    assert not is_newer(one, same)
    assert not is_newer(same, one)
