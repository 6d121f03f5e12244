"""Entries and pages: what is believed, and what is never erased."""

from itertools import pairwise

import pytest

from simulator.terminal.nonvolatile import MediumFull, MemoryMedium
from simulator.terminal.nonvolatile.bank import HEADER, Bank, Label, Shelf, read_label
from simulator.terminal.nonvolatile.entry import Entry, commit, read_transactions, transaction

FIRST, SECOND = Entry(3, b'{"a":1}'), Entry(4, bytes(300))
WHOLE = transaction([FIRST, SECOND], 0) + transaction([FIRST], 1)
ERASED = b"\xff" * 50


def test_transactions_read_back_and_what_is_erased_behind_them_is_clean() -> None:
    read = read_transactions(WHOLE + ERASED)
    assert read.transactions == [[FIRST, SECOND], [FIRST]]
    assert (read.end, read.clean) == (len(WHOLE), True)


def test_a_transaction_that_is_cut_anywhere_never_was() -> None:
    first = len(transaction([FIRST, SECOND], 0))
    for size in range(len(WHOLE)):
        read = read_transactions(WHOLE[:size] + ERASED)
        assert len(read.transactions) == (size >= first)
        assert read.clean == (size in (0, first))


def test_no_byte_can_be_another_and_be_believed() -> None:
    for at in range(len(WHOLE)):
        wrong = bytearray(WHOLE)
        wrong[at] ^= 0x10
        assert len(read_transactions(bytes(wrong) + ERASED).transactions) < 2


@pytest.mark.parametrize("end", [commit(1, 1), commit(0, 2), commit(0, 0)])
def test_a_commit_of_another_transaction_is_not_believed(end: Entry) -> None:
    assert read_transactions(FIRST.encode() + end.encode() + ERASED).transactions == []


def test_a_label_reads_back_and_no_garbage_is_one() -> None:
    label = Label(7, 3)
    data = label.encode()
    assert len(data) == HEADER
    assert read_label(data) == label
    for at in range(HEADER):
        assert read_label(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]) is None


def test_pages_are_taken_in_turn_and_never_one_that_is_in_use_or_worn() -> None:
    medium = MemoryMedium(8, 64)
    shelf = Shelf(medium, 6)
    medium.worn = {1}
    taken = [shelf.take(Label(1, index), {0, 5}) for index in range(10)]
    assert taken == [6, 7, 2, 3, 4, 6, 7, 2, 3, 4]
    assert shelf.good == 7
    with pytest.raises(MediumFull, match="1 are worn out"):
        shelf.take(Label(1, 0), set(range(8)) - {1})


def test_a_bank_runs_over_the_ends_of_pages() -> None:
    medium = MemoryMedium(8, 64)
    shelf, bank = Shelf(medium), Bank(1)
    data = bytes(range(200))
    for begin, end in pairwise((0, 7, 50, 51, 100, 150, 200)):
        bank.write(data[begin:end], shelf, {0})
    assert bank.read(shelf)[:200] == data
    assert bank.pages == [1, 2, 3, 4]
