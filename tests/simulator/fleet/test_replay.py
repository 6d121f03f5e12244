"""Equal inputs, equal bytes, under every fault and every cheat; and a day is a function of what was asked for."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.endpoint import Stimulus
from protocol_spec.instant import MINUTE
from simulator.fleet.cheats import CHEATS
from simulator.fleet.day import TerminalDay, play_day
from simulator.runtime.tape import Divergence, Entry, Kind, replay
from simulator.terminal import Terminal
from simulator.terminal.faults import FAULTS

from .days import QUICK, asked

LAW = settings(max_examples=8, deadline=None, derandomize=True)


def again(day: TerminalDay) -> Terminal:
    """A fresh terminal in the state of the first power-up of this day."""
    fitting, begins = day.bay.fitting, day.programme.begins
    terminal = Terminal(fitting.identity, fitting.profile, seed=fitting.seed, now=begins)
    terminal.stimulate(Stimulus("clock-drift", {"value": fitting.ppm}), begins)
    return terminal


@LAW
@given(
    st.integers(0, 9),
    st.lists(st.tuples(st.sampled_from(sorted(FAULTS)), st.integers(0, 300)), max_size=4),
    st.sampled_from(["", *sorted(CHEATS)]),
)
def test_what_a_terminal_got_on_a_day_gives_the_same_bytes_again(
    day: int, befallen: list[tuple[str, int]], cheat: str
) -> None:
    tape: list[Entry] = []
    faults = tuple((minute * MINUTE, FAULTS[name]) for name, minute in befallen)
    played = play_day(asked(day=day, faults=faults, cheat=cheat), replace(QUICK, tape=tape.append))
    assert sum(entry.kind is Kind.SENT for entry in tape) > 60
    assert replay(tape, again(played)) is None


def test_a_replay_with_another_clock_parts() -> None:
    tape: list[Entry] = []
    day = play_day(asked(), replace(QUICK, tape=tape.append))
    other = Terminal(day.bay.fitting.identity, day.bay.fitting.profile, seed=4, now=day.programme.begins)
    assert isinstance(replay(tape, other), Divergence)


def test_the_same_day_has_the_same_digest_and_another_has_not() -> None:
    hard = {"rates": dict.fromkeys(FAULTS, 200), "quality": "cat1_workshop"}
    first = play_day(asked(**hard), QUICK).digest()
    assert play_day(asked(**hard), QUICK).digest() == first
    assert play_day(asked(**hard, seed=4), QUICK).digest() != first
    assert play_day(asked(**hard, cheat="lent-phone"), QUICK).digest() != first


def test_other_days_in_the_same_process_change_nothing() -> None:
    alone = play_day(asked(quality=""), QUICK).digest()
    play_day(asked(day=5, cheat="cloned-terminal"), QUICK)
    assert play_day(asked(quality=""), QUICK).digest() == alone
