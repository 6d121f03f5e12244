"""A cable in a person's hand, and a bad way in a real link: what the driver is told, and what the link is handed."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from simulator.draw import Draw
from simulator.runtime.impair import load_quality
from simulator.runtime.links.cable import Cable
from simulator.runtime.links.impaired import ImpairedLink
from simulator.runtime.realtime import Clock


class Ends:
    """Driver at the near end and link at the far one, writing down what they are told."""

    def __init__(self) -> None:
        self.driver: list[Any] = []
        self.link: list[Any] = []

    def attach(self, link: Any) -> None: ...
    def link_up(self) -> None:
        self.driver.append("up")

    def link_down(self) -> None:
        self.driver.append("down")

    def receive(self, data: bytes) -> None:
        self.driver.append(data)

    def open(self) -> None:
        self.link.append("open")

    def close(self) -> None:
        self.link.append("close")

    def send(self, frame: bytes) -> None:
        self.link.append(frame)


class Aborting(Ends):
    def abort(self) -> None:
        self.link.append("abort")


def scene(
    act: Callable[[Ends, Cable], Coroutine[Any, Any, None]], tells: bool = True, ends: Ends | None = None
) -> Ends:
    made = ends or Ends()

    async def play() -> None:
        cable = Cable(made, tells)
        cable.attach(made)
        await act(made, cable)

    asyncio.run(play())
    return made


async def _pulled(ends: Ends, cable: Cable) -> None:
    cable.open()
    cable.link_up()
    cable.pull()
    cable.send(b"lost")
    cable.receive(b"lost too")
    cable.open()
    await asyncio.sleep(0)
    cable.put_back()
    cable.link_up()
    cable.send(b"there")


def test_a_connection_breaks_and_is_dialled_again_when_the_cable_is_back() -> None:
    ends = scene(_pulled)
    assert ends.driver == ["up", "down", "down", "up"]
    assert ends.link == ["open", "close", "open", b"there"]


def test_a_serial_line_tells_nobody() -> None:
    async def act(ends: Ends, cable: Cable) -> None:
        cable.open()
        cable.link_up()
        cable.pull()
        cable.send(b"lost")
        cable.receive(b"lost too")
        cable.put_back()
        cable.send(b"there")
        cable.receive(b"here")

    ends = scene(act, tells=False)
    assert ends.driver == ["up", b"here"]
    assert ends.link == ["open", b"there"]


def test_a_link_that_can_be_broken_off_is_not_closed_with_a_farewell() -> None:
    assert scene(_pulled, ends=Aborting()).link == ["open", "abort", "open", b"there"]


def test_a_muted_cable_is_silent_and_up() -> None:
    async def act(ends: Ends, cable: Cable) -> None:
        cable.link_up()
        cable.muted = True
        cable.send(b"lost")
        cable.receive(b"lost too")

    ends = scene(act)
    assert (ends.driver, ends.link) == (["up"], [])


@pytest.mark.realtime
def test_what_is_held_back_does_not_outlive_its_connection() -> None:
    async def act(ends: Ends, cable: Cable) -> None:
        cable.link_up()
        cable.hold = 1
        cable.receive(b"late")
        cable.reset()
        cable.link_up()
        cable.receive(b"in time")
        await asyncio.sleep(0.01)

    assert scene(act).driver == ["up", "down", "up", b"in time"]


@pytest.mark.realtime
@pytest.mark.parametrize("quality", ["one_byte", "cat1_good", "coalesced"])
def test_over_mqtt_frames_are_handed_on_whole_whatever_the_way_does_to_them(quality: str) -> None:
    frames = [bytes([number]) * (number + 3) for number in range(20)]

    async def play(ends: Ends) -> None:
        link = ImpairedLink(ends, Draw(1, "1"), Clock(), whole=True)
        link.attach(ends)
        link.quality = load_quality(quality)
        link.link_up()
        for frame in frames:
            link.send(frame)
            link.receive(frame)
        async with asyncio.timeout(10):
            while len(ends.link) < len(frames) or sum(map(len, ends.driver[1:])) < sum(map(len, frames)):
                await asyncio.sleep(0.01)

    ends = Ends()
    asyncio.run(play(ends))
    assert ends.link == frames
    assert b"".join(ends.driver[1:]) == b"".join(frames)


def test_without_a_quality_there_is_nothing_in_between() -> None:
    ends = Ends()

    async def play() -> None:
        link = ImpairedLink(ends, Draw(1, "1"), Clock())
        link.attach(ends)
        link.link_up()
        link.send(b"up")
        link.receive(b"down")

    asyncio.run(play())
    assert (ends.driver, ends.link) == (["up", b"down"], [b"up"])
