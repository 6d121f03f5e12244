"""The medium in memory behaves as flash does: ones are made by the page, zeros by the byte, and power goes when it is told."""

import pytest

from simulator.terminal.nonvolatile import MemoryMedium, PageWorn, PowerLost


def test_what_was_programmed_reads_back_and_the_rest_is_ones() -> None:
    medium = MemoryMedium(2, 16)
    medium.program(18, b"abc")
    assert medium.read(16, 16) == b"\xff\xffabc" + b"\xff" * 11
    assert medium.writes == 1


@pytest.mark.parametrize("offset", [0, 2, 4])
def test_programming_a_byte_again_is_our_error_until_its_page_was_erased(offset: int) -> None:
    medium = MemoryMedium(2, 16)
    medium.program(2, b"abc")
    with pytest.raises(ValueError, match="again"):
        medium.program(offset, b"xyz")
    medium.erase(0)
    medium.program(offset, b"xyz")
    assert medium.wear == [1, 0]


def test_a_program_stays_within_a_page() -> None:
    with pytest.raises(ValueError, match="within one page"):
        MemoryMedium(2, 16).program(14, b"abc")
    with pytest.raises(ValueError, match="within one page"):
        MemoryMedium(2, 16).program(14, b"")


@pytest.mark.parametrize("done", [0, 1, 3, 4, 100])
def test_power_goes_in_the_middle_of_a_program(done: int) -> None:
    medium = MemoryMedium(2, 16)
    medium.lose_power(1, done)
    medium.program(0, b"\0")
    with pytest.raises(PowerLost):
        medium.program(1, b"abcd")
    with pytest.raises(PowerLost):
        medium.read(0, 1)
    medium.power_on()
    assert len(medium.content) == 32
    whole = min(done, 4)
    assert medium.read(1, whole) == b"abcd"[:whole]
    assert medium.read(1 + whole + 1, 10) == b"\xff" * 10
    if done < 4:
        half = medium.read(1 + done, 1)[0]
        assert half & b"abcd"[done] == b"abcd"[done], "a bit that was to stay has gone"


def test_an_erase_that_is_interrupted_leaves_what_was_there_or_garbage_or_is_over() -> None:
    left = []
    for done in (0, 1, 16):
        medium = MemoryMedium(2, 16)
        medium.program(0, bytes(16))
        medium.lose_power(0, done)
        with pytest.raises(PowerLost):
            medium.erase(0)
        medium.power_on()
        left.append(medium.read(0, 16))
    assert (left[0], left[2]) == (bytes(16), b"\xff" * 16)
    assert left[1] not in (left[0], left[2])


def test_the_same_seed_leaves_the_same_garbage() -> None:
    left = []
    for seed in (1, 1, 2):
        medium = MemoryMedium(2, 16, seed=seed)
        medium.program(0, bytes(16))
        medium.lose_power(0, 1)
        with pytest.raises(PowerLost):
            medium.erase(0)
        left.append(bytes(medium.content))
    assert left[0] == left[1] != left[2]


def test_a_page_that_has_had_its_erases_takes_no_more_and_still_reads() -> None:
    medium = MemoryMedium(2, 16, endurance=2)
    for _ in range(2):
        medium.erase(0)
    medium.program(0, b"a")
    with pytest.raises(PageWorn):
        medium.erase(0)
    with pytest.raises(PageWorn):
        medium.program(1, b"b")
    assert medium.read(0, 2) == b"a\xff"
    medium.erase(1)
