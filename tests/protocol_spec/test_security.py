"""Tags and keys: everything that goes in has to matter."""

import hmac
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.codes import Flag, Side, Suite
from protocol_spec.frame import Frame
from protocol_spec.security import KEY_SIZE, TAG_SIZE, lab_key, session_key, suite_available, tag, tags_equal
from protocol_spec.vectors import TERMINAL
from tests.protocol_spec.strategies import calm

KEY = bytes(range(16))
SUITES = {Suite.HMAC_SHA256: "sha256", Suite.HMAC_SM3: "sm3"}
FRAME = Frame(0xA0, TERMINAL, 3, b"body of a command", Flag.ACK_REQUIRED)

each_suite = pytest.mark.parametrize("suite", Suite)
keys = st.binary(min_size=16, max_size=32)


@each_suite
def test_both_suites_can_be_computed_here(suite: Suite) -> None:
    assert suite_available(suite) is True


@pytest.mark.clause("SEC-02", "SEC-03", "SEC-09")
@each_suite
@calm
@given(key=keys, sender=st.sampled_from(Side), data=st.binary(max_size=80))
def test_a_tag_is_the_first_eight_bytes_of_the_hmac(suite: Suite, key: bytes, sender: Side, data: bytes) -> None:
    direction = b"\x00" if sender is Side.TERMINAL else b"\x01"
    assert tag(suite, key, sender, data) == hmac.new(key, direction + data, SUITES[suite]).digest()[:8]


@pytest.mark.clause("SEC-03")
@each_suite
@calm
@given(key=keys, data=st.binary(min_size=1, max_size=80), at=st.integers(0), change=st.integers(1, 255))
def test_a_tag_changes_with_any_byte(suite: Suite, key: bytes, data: bytes, at: int, change: int) -> None:
    spoilt = bytearray(data)
    spoilt[at % len(data)] ^= change
    assert tag(suite, key, Side.TERMINAL, bytes(spoilt)) != tag(suite, key, Side.TERMINAL, data)


@pytest.mark.clause("SEC-03", "SEC-09")
@each_suite
def test_a_tag_changes_with_the_direction_and_with_the_key(suite: Suite) -> None:
    right = tag(suite, KEY, Side.PLATFORM, b"frame")
    assert len(right) == TAG_SIZE == 8
    assert tag(suite, KEY, Side.TERMINAL, b"frame") != right
    assert tag(suite, KEY[::-1], Side.PLATFORM, b"frame") != right


@pytest.mark.clause("SEC-02")
@calm
@given(key=keys, data=st.binary(max_size=80))
def test_the_suites_give_different_tags(key: bytes, data: bytes) -> None:
    one, two = (tag(suite, key, Side.TERMINAL, data) for suite in Suite)
    assert one != two


@pytest.mark.clause("SEC-03")
@each_suite
def test_a_sealed_frame_holds_and_a_changed_one_does_not(suite: Suite) -> None:
    sealed = FRAME.sealed(suite, KEY)
    assert sealed.secured
    assert sealed.tag_holds(suite, KEY)
    changes = {
        "code": 0xA1,
        "terminal": "9999010000000043",
        "sequence": 4,
        "body": b"Body of a command",
        "flags": sealed.flags | Flag.BACKFILL,
        "edition": 2,
        "tag": bytes(8),
    }
    for name, value in changes.items():
        assert not replace(sealed, **{name: value}).tag_holds(suite, KEY), name


@pytest.mark.clause("SEC-03", "SEC-05")
@each_suite
def test_any_bit_of_the_body_and_of_the_tag_matters(suite: Suite) -> None:
    sealed = FRAME.sealed(suite, KEY)
    for name in ("body", "tag"):
        value: bytes = getattr(sealed, name)
        for bit in range(8 * len(value)):
            spoilt = bytearray(value)
            spoilt[bit // 8] ^= 1 << bit % 8
            assert not replace(sealed, **{name: bytes(spoilt)}).tag_holds(suite, KEY)


@pytest.mark.clause("SEC-09")
@each_suite
def test_a_frame_turned_round_does_not_hold(suite: Suite) -> None:
    down = FRAME.sealed(suite, KEY)
    up = replace(down, code=down.code & 0x7F)
    assert up.sender is Side.TERMINAL
    assert not up.tag_holds(suite, KEY)
    # Even with the code byte unchanged, the direction alone decides.
    assert tag(suite, KEY, Side.TERMINAL, down.up_to_tag()) != down.tag


@pytest.mark.clause("SEC-03")
@each_suite
def test_a_cut_body_does_not_hold(suite: Suite) -> None:
    sealed = FRAME.sealed(suite, KEY)
    assert not replace(sealed, body=sealed.body[:-1]).tag_holds(suite, KEY)
    assert not replace(sealed, body=sealed.body + b"\x00").tag_holds(suite, KEY)


@pytest.mark.clause("SEC-05")
@each_suite
def test_a_frame_without_a_tag_never_holds(suite: Suite) -> None:
    assert not FRAME.tag_holds(suite, KEY)
    assert not replace(FRAME.sealed(suite, KEY), flags=FRAME.flags).tag_holds(suite, KEY)
    assert not replace(FRAME.sealed(suite, KEY), tag=b"").tag_holds(suite, KEY)


@each_suite
def test_sealing_twice_is_sealing_once(suite: Suite) -> None:
    assert FRAME.sealed(suite, KEY).sealed(suite, KEY) == FRAME.sealed(suite, KEY)


def test_tags_are_equal_only_when_all_of_them_is() -> None:
    assert tags_equal(b"12345678", b"12345678")
    assert not tags_equal(b"12345678", b"12345679")
    assert not tags_equal(b"12345678", b"1234567")
    assert not tags_equal(b"12345678", b"")


@pytest.mark.clause("SEC-13")
def test_tags_are_compared_by_the_comparison_that_takes_as_long_whatever_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[tuple[bytes, bytes]] = []
    monkeypatch.setattr(hmac, "compare_digest", lambda one, other: compared.append((one, other)) or one == other)
    sealed = FRAME.sealed(Suite.HMAC_SHA256, KEY)
    assert sealed.tag_holds(Suite.HMAC_SHA256, KEY)
    assert not replace(sealed, tag=bytes(8)).tag_holds(Suite.HMAC_SHA256, KEY)
    assert compared == [(sealed.tag, sealed.tag), (bytes(8), sealed.tag)]


INPUTS = {
    "suite": Suite.HMAC_SHA256,
    "terminal_key": KEY,
    "terminal": TERMINAL,
    "boot_counter": 17,
    "terminal_nonce": 100,
    "platform_nonce": 200,
}


@pytest.mark.clause("SEC-04")
@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("suite", Suite.HMAC_SM3),
        ("terminal_key", bytes(16)),
        ("terminal", "9999010000000043"),
        ("boot_counter", 18),
        ("terminal_nonce", 101),
        ("platform_nonce", 201),
    ],
)
def test_a_session_key_changes_with_each_of_its_inputs(name: str, other: object) -> None:
    key = session_key(**INPUTS)  # type: ignore[arg-type]
    assert len(key) == 32
    assert session_key(**INPUTS) == key  # type: ignore[arg-type]
    assert session_key(**{**INPUTS, name: other}) != key  # type: ignore[arg-type]


@pytest.mark.clause("SEC-10")
def test_a_session_key_knows_whose_nonce_is_whose() -> None:
    swapped = {**INPUTS, "terminal_nonce": 200, "platform_nonce": 100}
    assert session_key(**swapped) != session_key(**INPUTS)  # type: ignore[arg-type]


@pytest.mark.clause("SEC-04")
@each_suite
def test_a_frame_of_an_earlier_session_does_not_hold(suite: Suite) -> None:
    old, new = (session_key(suite, KEY, TERMINAL, 17, 100, nonce) for nonce in (200, 201))
    assert not FRAME.sealed(suite, old).tag_holds(suite, new)
    assert not FRAME.sealed(suite, KEY).tag_holds(suite, new)


def test_a_laboratory_key_is_for_vendor_9999_alone() -> None:
    key = lab_key(TERMINAL)
    assert len(key) == KEY_SIZE == 16
    assert lab_key(TERMINAL) == key
    assert lab_key("9999010000000043") != key
    for terminal in ("9998010000000042", "0001010000000042", "0999910000000042", ""):
        with pytest.raises(ValueError, match="9999"):
            lab_key(terminal)
