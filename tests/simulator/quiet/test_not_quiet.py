"""A core that is about to do something rare says so and is left alone."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from protocol_spec.endpoint import Stimulus
from protocol_spec.instant import HOUR, MS, S
from simulator.quiet import NotQuiet, Stretch
from simulator.quiet.plain import PlainWorld
from simulator.terminal import Terminal, load_profile
from simulator.terminal.firmware import Firmware, Parts
from simulator.terminal.records.reporter import Reporter
from tests.simulator.quiet.worlds import OFFSET, UPTIME, Life, terminal_of

CAT1 = load_profile("cat1_retrofit")


def done(name: str, value: int | bool = True, **life: Any) -> Callable[[], PlainWorld]:
    def begin() -> PlainWorld:
        world: PlainWorld = Life(CAT1, **life).begin()
        world.terminal.stimulate(Stimulus(name, {"value": value}), world.now)
        world.hear(b"")
        world.until(world.now + 3 * S)
        return world

    return begin


def not_let_in() -> PlainWorld:
    return PlainWorld(terminal_of(CAT1), 150 * MS, now=UPTIME, offset=OFFSET)


def unplugged() -> PlainWorld:
    world: PlainWorld = Life(CAT1).begin()
    world.terminal.link_down(world.now)
    return world


def relay_in_motion() -> PlainWorld:
    world: PlainWorld = Life(CAT1).begin()
    world.grant(lasts=HOUR, idle_limit=600)
    return world


def half_a_frame() -> PlainWorld:
    world: PlainWorld = Life(CAT1).begin()
    world.hear(b"WT\x01")
    return world


def with_another_reporter() -> PlainWorld:
    class Odd(Reporter):
        pass

    class OddTerminal(Terminal):
        parts = Parts(reporter=Odd)

    good = terminal_of(CAT1)
    world = PlainWorld(OddTerminal(good.identity, CAT1, good.flash, now=UPTIME), 150 * MS, now=UPTIME, offset=OFFSET)
    world.log_in()
    world.until(world.now + 2 * S)
    return world


@pytest.mark.parametrize(
    ("begin", "why"),
    [
        (not_let_in, "not in session"),
        (unplugged, "not in session"),
        (relay_in_motion, "answer that nobody announced|its relay is wanted"),
        (half_a_frame, "half a frame"),
        (with_another_reporter, "not as it should be"),
        (done("switch-off"), "it is off"),
        (done("mains", False), "the supply is cut"),
        (done("temperature", 900), "too hot"),
        (done("clamp-off", granted=HOUR), "says what is not so"),
        (done("trigger", granted=HOUR, parameters=(("arc_threshold", 69),)), "threshold lies inside"),
        (done("trigger", granted=HOUR, stimuli=(Stimulus("work", {"value": 1}),)), "two hands"),
        (done("trigger", stimuli=(Stimulus("shunt", {"value": True}),)), "while it is locked"),
    ],
)
def test_it_says_why(begin: Callable[[], PlainWorld], why: str) -> None:
    world = begin()
    with pytest.raises(NotQuiet, match=why):
        Stretch.of(world.terminal, world.now + HOUR, world.delay, tuple(world.answers))


def test_a_platform_that_takes_a_second_is_not_quiet() -> None:
    world = Life(CAT1).begin()
    with pytest.raises(NotQuiet, match="a second or longer"):
        Stretch.of(world.terminal, world.now + HOUR, S)


def test_an_answer_under_way_has_to_be_announced() -> None:
    world = Life(CAT1, delay=900 * MS).begin()
    while not world.answers:
        world.step(world.now + HOUR)
    with pytest.raises(NotQuiet, match="nobody announced"):
        Stretch.of(world.terminal, world.now + HOUR, world.delay)
    assert Stretch.of(world.terminal, world.now + HOUR, world.delay, tuple(world.answers)).state.answers == 1


def test_an_arc_that_would_trip_its_source_is_not_quiet() -> None:
    stimuli = (Stimulus("work", {"value": 1, "process": "gouging", "amperes": 300}),)
    world = Life(load_profile("cat1_retrofit"), granted=HOUR, stimuli=stimuli).begin()
    with pytest.raises(NotQuiet, match="may trip"):
        Stretch.of(world.terminal, world.now + HOUR, world.delay, tuple(world.answers))


def test_a_timer_that_a_stretch_does_not_know_is_not_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """So whoever teaches a core something new need not know of quiet stretches."""
    world = Life(CAT1).begin()
    own = world.terminal.firmware.next_timer
    monkeypatch.setattr(world.terminal.firmware, "next_timer", lambda: min(own(), world.now + 7 * S))
    with pytest.raises(NotQuiet, match="does not know"):
        Stretch.of(world.terminal, world.now + HOUR, world.delay, tuple(world.answers))


def timers_of(kind: type) -> set[str]:
    """Whose timers its own is the earliest of."""
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(kind.next_timer))).body
    asked = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    held = (node for node in ast.walk(function) if isinstance(node, ast.Attribute) and node.attr.startswith("_dies"))
    return {ast.unparse(node) for node in (*asked, *held) if ast.unparse(node) != "earliest"}


def test_each_timer_of_a_terminal_has_been_thought_of() -> None:
    """A stretch asks for the earliest only. Who gives a terminal another timer has to say in `simulator.quiet.asking` or
    `reading` what it means for a stretch, and then here that it was done."""
    assert timers_of(Terminal) == {"self.firmware.next_timer", "self._dies_at"}
    assert timers_of(Firmware) == {
        "self.plant.next_timer",
        "self.senses.next_timer",
        "self.decoder.next_timer",
        "self.conversation.next_timer",
        "self.moving.next_timer",
        "self.upgrades.next_timer",
        "self.gateway.next_timer",
        "self.guard.next_timer",
        "self._grace_over",
        "self.watch.next_timer",
        "self.bypass_watch.next_timer",
        "self.unlocked_watch.next_timer",
        "self.refusal_watch.next_timer",
        "self.sampler.next_timer",
        "self.reporter.next_timer",
        "self.book.next_timer",
        "self.rhythm.due",
    }
