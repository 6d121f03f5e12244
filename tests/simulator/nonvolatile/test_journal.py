"""What is written when, and that what was written reads back."""

import copy
from dataclasses import dataclass, field, fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import ClockState, Result, UpgradeState
from protocol_spec.instant import S
from protocol_spec.messages import EventRecord, UpgradeOffer
from simulator.terminal import Flash
from simulator.terminal.flash import OpenSession
from simulator.terminal.nonvolatile import Journal, MemoryMedium, NotReadable
from simulator.terminal.nonvolatile.entry import Entry, transaction
from simulator.terminal.nonvolatile.form import STORE, STORE_COUNTERS, fields_of, flash_from
from simulator.terminal.nonvolatile.journal import FEWEST_PAGES, MOVING, SPACING
from simulator.terminal.records.store import RecordStore
from simulator.terminal.session.move import Move
from simulator.terminal.upgrade.upgrade import Upgrade
from tests.simulator.terminal.bench import Bench

from .bench import state

OFFER = UpgradeOffer(command=1, upgrade=2, version="9.9", size=50_000, digest=bytes(32), signature=bytes(64), chunk=900)


def kept(flash: Flash | None = None, medium: MemoryMedium | None = None) -> tuple[Journal, Flash, MemoryMedium]:
    medium = medium or MemoryMedium()
    journal, flash = Journal(medium), flash or Flash(RecordStore(100))
    journal.keep(flash)
    journal.commit(0)
    return journal, flash, medium


def again(medium: MemoryMedium) -> Flash:
    flash = Journal(medium).flash
    assert flash is not None
    return flash


def event(number: int, **over: Any) -> EventRecord:
    made = next(one.record for one in full().store if isinstance(one.record, EventRecord))
    return replace(made, **({"record": number} | over))


def full() -> Flash:
    """A flash in which no field is as at the factory."""
    bench = Bench()
    bench.acks = False
    bench.do("cover")
    bench.do("cover", False)
    bench.unlocked()
    bench.do("trigger")
    bench.advance(100 * S)
    flash = bench.terminal.flash
    flash.parameters |= {1: 7, 0x100: "platform.example"}
    flash.cover_open = flash.bad_image = True
    flash.permit_counter = 3
    flash.upgrade = Upgrade(OFFER, UpgradeState.RECEIVING, Result.OK, "1.0", starts=2)
    flash.image = bytes(range(256)) * 100
    flash.move = Move("old.example", 2, 1)
    flash.store.dropped, flash.store.overflowing, flash.store.watermark = 2, True, 1
    return flash


def test_a_blank_medium_holds_no_flash() -> None:
    assert Journal(MemoryMedium()).flash is None


def test_everything_reads_back_as_it_was() -> None:
    flash = full()
    _, _, medium = kept(flash)
    read = again(medium)
    assert state(read) == state(flash)
    for one in fields(Flash):
        if one.name != STORE:
            assert getattr(read, one.name) == getattr(flash, one.name)
            assert getattr(flash, one.name) != getattr(Flash(RecordStore(1)), one.name), (
                f"{one.name} is as at the factory"
            )


def test_the_medium_s_own_bytes_are_what_it_reads_from() -> None:
    _, flash, medium = kept(full())
    other = MemoryMedium()
    other.content[:] = medium.content
    assert state(again(other)) == state(flash)


def test_nothing_different_is_not_written() -> None:
    journal, _, medium = kept(full())
    before = medium.writes
    assert not journal.commit(5 * S)
    assert not journal.commit(6 * S, leaving=True)
    assert medium.writes == before


def test_an_input_is_one_write_whatever_it_changed() -> None:
    journal, flash, medium = kept()
    before = medium.writes
    flash.boot_counter += 1
    flash.parameters[1] = 20
    flash.session = OpenSession(7, b"worker-A", S, ClockState.SYNCHRONISED, 1)
    flash.store.add(event(1), 1)
    assert journal.commit(S)
    assert medium.writes == before + 1
    assert state(again(medium)) == state(flash)


def test_what_is_gone_is_gone() -> None:
    journal, flash, medium = kept(full())
    flash.session = flash.upgrade = flash.move = None
    flash.parameters.clear()
    flash.image = b""
    journal.commit(S)
    assert state(again(medium)) == state(flash)


def test_an_image_that_grows_is_written_once_and_not_again_for_each_chunk() -> None:
    journal, flash, medium = kept()
    for size in range(900, 45_000, 900):
        flash.image = bytes(range(256))[:225] * (size // 225)
        journal.commit(S)
    assert sum(medium.wear) < 20
    assert again(medium).image == flash.image


@pytest.mark.clause("REP-12", "REP-05")
def test_what_moves_all_the_time_is_written_once_a_second_or_before_a_frame_or_with_anything_else() -> None:
    journal, flash, medium = kept(full())
    assert flash.session is not None

    def move() -> None:
        flash.microjoules += 1000
        flash.session_seen += 1000
        if flash.session is not None:
            flash.session.arc_micros += 1000

    move()
    assert not journal.commit(SPACING - 1)
    assert journal.due == SPACING
    assert journal.commit(SPACING)
    assert journal.due == 2 * SPACING, "a session is open, and is looked at"
    move()
    assert not journal.commit(SPACING + 1)
    assert journal.commit(SPACING + 2, leaving=True)
    move()
    assert not journal.commit(SPACING + 3)
    flash.session.arc_starts += 1
    assert journal.commit(SPACING + 4)
    assert state(again(medium)) == state(flash)


def test_what_was_held_back_and_came_back_is_not_waited_for() -> None:
    journal, flash, _ = kept()
    flash.microjoules += 1
    assert not journal.commit(1)
    flash.microjoules -= 1
    assert not journal.commit(2)
    assert journal.due is None


def test_a_torn_transaction_is_followed_by_a_fresh_bank() -> None:
    _, flash, medium = kept()
    end = max(at for at, byte in enumerate(medium.content) if byte != 0xFF)
    medium.program(end + 1, transaction([Entry(3, b'{"boot_counter":9}')], 1)[:-1])
    journal = Journal(medium)
    assert state(again(medium)) == state(flash)
    assert journal.flash is not None
    journal.keep(journal.flash)
    assert journal.commit(0), "what was torn is not written on"
    assert state(again(medium)) == state(flash)
    journal.flash.boot_counter = 5
    journal.commit(0)
    assert again(medium).boot_counter == 5


def test_a_medium_of_too_few_pages_is_refused() -> None:
    with pytest.raises(ValueError, match=f"{FEWEST_PAGES} pages"):
        Journal(MemoryMedium(FEWEST_PAGES - 1))


@pytest.mark.parametrize(
    "entry", [Entry(99, b""), Entry(1, b"\x02"), Entry(5, b"\0\0\0\1\x77\0\0"), Entry(3, b'{"session":true}')]
)
def test_what_is_whole_and_of_another_program_is_refused_and_not_taken_for_torn(entry: Entry) -> None:
    _, _, medium = kept()
    end = max(at for at, byte in enumerate(medium.content) if byte != 0xFF)
    medium.program(end + 1, transaction([entry], 1))
    with pytest.raises(NotReadable):
        Journal(medium)


# ---- records -----------------------------------------------------------------------------------------------------------

TELEMETRY = [one.record for one in full().store if not isinstance(one.record, EventRecord)]
VERBS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.booleans(), st.sampled_from(list(ClockState))),
        st.tuples(st.just("raise"), st.integers(0, 60)),
        st.tuples(st.just("restamp"), st.integers(0, 10**15)),
        st.tuples(st.just("renumber"), st.integers(0, 90)),
        st.tuples(st.just("boot")),
        st.tuples(st.just("commit")),
        st.tuples(st.just("again")),
    ),
    max_size=60,
)


@pytest.mark.clause("BKF-03", "TIM-02", "SES-28")
@settings(max_examples=100, deadline=None, derandomize=True)
@given(VERBS, st.sampled_from([5, 100]))
def test_records_added_dropped_acknowledged_restamped_and_renumbered_read_back(verbs: list[Any], capacity: int) -> None:
    journal, flash, medium = kept(Flash(RecordStore(capacity)), MemoryMedium(16, 512))
    for verb in verbs:
        _do(flash, verb)
        if verb[0] == "commit":
            journal.commit(0)
        if verb[0] == "again":
            journal.commit(0)
            journal = Journal(medium)
            assert journal.flash is not None
            assert state(journal.flash) == state(flash)
            journal.keep(flash := journal.flash)
    journal.commit(0)
    assert state(again(medium)) == state(flash)


def _do(flash: Flash, verb: Any) -> None:
    store = flash.store
    match verb:
        case ("add", is_event, clock):
            time = 1_234_567 + store.following * 777
            record = event(store.following) if is_event else replace(TELEMETRY[0], record=store.following)
            store.add(replace(record, time=time, clock=clock), flash.boot_counter)
        case ("raise", watermark):
            store.raise_watermark(min(watermark, store.following - 1))
        case ("restamp", offset):
            store.restamp(flash.boot_counter, offset)
        case ("renumber", watermark):
            store.go_on_after(watermark)
        case ("boot",):
            flash.boot_counter += 1


def test_a_record_that_was_read_back_gets_the_same_time_as_one_that_was_not() -> None:
    """The wire cuts microseconds off; the sum of two cut numbers is not the sum cut."""
    journal, flash, medium = kept()
    flash.store.add(event(1, time=5_000_700, clock=ClockState.UPTIME), 0)
    journal.commit(0)
    read = again(medium)
    for one in (flash, read):
        one.store.restamp(0, 10**15 + 700)
    assert state(read) == state(flash)


# ---- the form --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inner:
    code: Result
    words: dict[int, str]
    other: Move | None = None


@dataclass
class Tomorrow(Flash):
    """A flash to which somebody has added what nobody here has heard of."""

    number: int = 0
    name: str | None = "x"
    raw: bytes = b""
    inner: Inner | None = None
    inners: dict[int, Inner] = field(default_factory=dict)
    offer: UpgradeOffer | None = None


def test_a_field_added_tomorrow_is_journalled_without_a_word_about_it() -> None:
    inner = Inner(Result.BAD_TAG, {1: "a", 2: "b"}, Move("here"))
    flash = Tomorrow(RecordStore(5), number=7, name=None, raw=b"\0\1", inner=inner, inners={4: inner}, offer=OFFER)
    read = flash_from(fields_of(flash), RecordStore(0), Tomorrow)
    assert (replace_store(read), read.store.capacity) == (replace_store(flash), 5)


def replace_store(flash: Flash) -> Flash:
    copied = copy.copy(flash)
    copied.store = None  # type: ignore[assignment]
    return copied


def test_a_field_of_a_kind_that_has_no_form_is_named_at_the_first_commit() -> None:
    journal, flash, _ = kept()
    flash.iccid = [1, 2]  # type: ignore[assignment]
    with pytest.raises(TypeError, match=r"iccid is a list.*form\.py"):
        journal.commit(0)


def test_what_moves_all_the_time_are_fields_that_there_are() -> None:
    assert fields_of(full()).keys() >= MOVING


def test_every_counter_of_a_store_is_in_the_form() -> None:
    """`room` is what the medium says, and `changes` what the journal reads."""
    public = {name for name in vars(RecordStore(1)) if not name.startswith("_")}
    assert public == {*STORE_COUNTERS, "room", "changes"}
