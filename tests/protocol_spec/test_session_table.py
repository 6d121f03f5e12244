"""The session table: closed, complete, and locked until a session is live."""

import itertools

import pytest

from protocol_spec.codes import Side
from protocol_spec.message import Message, When
from protocol_spec.messages import Identify, Identity, Lock, Login, OfflinePermit, Register, Unlock
from protocol_spec.session_table import (
    ENDS,
    MAY_SEND,
    TRANSITIONS,
    IllegalOccurrence,
    Occurrence,
    State,
    following,
    listed,
    may_send,
)
from tests.protocol_spec.strategies import DECLARED

BEFORE_LIVE = [state for state in State if state is not State.LIVE]


def test_every_state_has_its_row_in_both_tables() -> None:
    assert set(TRANSITIONS) == set(MAY_SEND) == set(State)
    assert all(set(row) == set(Side) for row in MAY_SEND.values())


def test_every_transition_is_from_an_occurrence_to_a_state() -> None:
    for row in TRANSITIONS.values():
        assert all(isinstance(occurrence, Occurrence) for occurrence in row)
        assert all(isinstance(target, State) for target in row.values())


@pytest.mark.parametrize(("state", "occurrence"), list(itertools.product(State, Occurrence)))
def test_what_is_not_listed_is_illegal_and_what_is_listed_follows(state: State, occurrence: Occurrence) -> None:
    if occurrence in TRANSITIONS[state]:
        assert following(state, occurrence) is TRANSITIONS[state][occurrence]
    else:
        with pytest.raises(IllegalOccurrence, match=f"{occurrence.value}.*{state.value}"):
            following(state, occurrence)


def test_every_state_can_be_reached_from_down() -> None:
    reached = {State.DOWN}
    while more := {target for state in reached for target in TRANSITIONS[state].values()} - reached:
        reached |= more
    assert reached == set(State)


def test_each_end_begins_down_and_can_reach_each_of_its_states_and_come_back() -> None:
    assert set(ENDS) == set(Side)
    for states in ENDS.values():
        assert states[0] is State.DOWN
        for start in states:
            reached = {start}
            while more := {to for one in reached for to in TRANSITIONS[one].values() if to in states} - reached:
                reached |= more
            assert reached == set(states)


def test_a_platform_decides_at_once_and_bars_nobody() -> None:
    assert ENDS[Side.PLATFORM] == (State.DOWN, State.OPEN, State.LIVE)
    assert ENDS[Side.TERMINAL] == tuple(State)


def test_down_can_be_reached_from_every_state() -> None:
    for start in State:
        reached = {start}
        while more := {target for state in reached for target in TRANSITIONS[state].values()} - reached:
            reached |= more
        assert State.DOWN in reached


@pytest.mark.clause("SES-05")
def test_only_an_accepted_login_makes_a_session_live() -> None:
    ways = {
        occurrence for state in BEFORE_LIVE for occurrence, target in TRANSITIONS[state].items() if target is State.LIVE
    }
    assert ways == {Occurrence.ACCEPTED}


def test_at_a_platform_a_login_that_is_refused_leaves_the_session_as_it_is() -> None:
    assert following(State.LIVE, Occurrence.REFUSED) is State.LIVE


SURVIVED = (Occurrence.ACCEPTED, Occurrence.REFUSED)


@pytest.mark.parametrize("occurrence", [o for o in Occurrence if o not in SURVIVED])
def test_a_live_session_survives_nothing_else(occurrence: Occurrence) -> None:
    assert TRANSITIONS[State.LIVE].get(occurrence) is not State.LIVE


def test_a_link_can_be_lost_in_every_state() -> None:
    assert all(following(state, Occurrence.LINK_DOWN) in (State.DOWN, State.BARRED) for state in State)


@pytest.mark.clause("SES-10")
def test_a_barred_terminal_comes_back_only_when_its_wait_is_over() -> None:
    ways = {occurrence for occurrence, to in TRANSITIONS[State.BARRED].items() if to is not State.BARRED}
    assert ways == {Occurrence.WAIT_OVER}


@pytest.mark.clause("SES-02", "SES-14")
@pytest.mark.parametrize("state", BEFORE_LIVE)
def test_before_live_a_terminal_sends_register_and_login_and_nothing_else(state: State) -> None:
    allowed = {message for message in DECLARED if message.sender is Side.TERMINAL and may_send(state, message)}
    assert allowed <= {Register, Login, Identity}
    by_state = {State.DOWN: set(), State.BARRED: {Identity}}
    assert allowed == by_state.get(state, {Register, Login, Identity})


@pytest.mark.parametrize("command", [Unlock, Lock])
@pytest.mark.parametrize("state", State)
def test_a_command_is_sent_in_a_live_session_and_nowhere_else(state: State, command: type[Message]) -> None:
    assert may_send(state, command) is (state is State.LIVE)


@pytest.mark.parametrize("state", BEFORE_LIVE)
def test_before_live_a_platform_only_answers(state: State) -> None:
    assert all(message.response for message in listed(state, Side.PLATFORM) if message is not Identify)


def test_nothing_is_sent_without_a_link() -> None:
    assert not any(may_send(State.DOWN, message) for message in DECLARED)


@pytest.mark.parametrize("state", State)
def test_a_message_is_listed_under_the_side_that_sends_it(state: State) -> None:
    for side in Side:
        assert {message.sender for message in listed(state, side)} <= {side}


def test_every_declared_message_may_be_sent_some_time() -> None:
    sent = {message for message in DECLARED if any(may_send(state, message) for state in State)}
    assert set(DECLARED) - sent == {OfflinePermit} == {message for message in DECLARED if message.when is When.OFFLINE}
