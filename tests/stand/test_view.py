"""What the live view shows, at two sizes and in two languages, and that it fits."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from arclock.console import choose_language
from arclock.stand.keyboard import DOWN, ESCAPE, UP, keys_of
from arclock.stand.view import View
from protocol_spec.explain import Words
from tests.stand.stands import Scene, play

SIZES = [(80, 24), (120, 40), (60, 16)]


@pytest.fixture(autouse=True, params=["en", "zh"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    choose_language(request.param)
    yield request.param
    choose_language("en")


def shown(view: View, console: Console) -> list[str]:
    with console.capture() as captured:
        console.print(view.draw(), end="")
    return captured.get().splitlines()


def seat(scene: Scene, size: tuple[int, int]) -> tuple[View, Console]:
    console = Console(width=size[0], height=size[1], file=io.StringIO(), highlight=False, markup=False, emoji=False)
    view = View(scene.stand, scene.desk, console)
    scene.stand.listeners.append(view)
    return view, console


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_screen_fits(size: tuple[int, int], lang: str) -> None:
    async def act(scene: Scene) -> None:
        view, console = seat(scene, size)
        await scene.unlock()
        await scene.do("trigger on")
        await scene.turn(500_000)
        view.say(Words("a sentence that goes on and on, " * 60, "一句很长很长的话，" * 90))
        for key in ("", "e", "x", ESCAPE, "f", ESCAPE):
            view.press(key)
            lines = shown(view, console)
            if size != SIZES[2]:
                assert len(lines) <= size[1], key
            assert all(console.measure(line).maximum <= size[0] for line in lines)

    play(act)


def test_lock_relay_grant_and_frames_are_there(lang: str) -> None:
    async def act(scene: Scene) -> None:
        view, console = seat(scene, (80, 24))
        assert "LOCKED" in "\n".join(shown(view, console))
        await scene.unlock()
        await scene.do("trigger on")
        await scene.turn(500_000)
        screen = "\n".join(shown(view, console))
        for text in ("UNLOCKED", "COMMAND_RESULT", "已解锁" if lang == "zh" else "told CLOSED  true CLOSED"):
            assert text in screen
        assert "PLATFORM_ACK" not in screen

    play(act)


def test_the_last_frame_is_explained_and_those_before_it_on_the_arrows(lang: str) -> None:
    async def act(scene: Scene) -> None:
        view, console = seat(scene, (80, 40))
        view.press("e")
        await scene.turn()
        assert scene.stand.frames.frames[-1].title in shown(view, console)[2]
        view.press(UP)
        assert scene.stand.frames.frames[-2].title in shown(view, console)[2]
        view.press(DOWN)
        view.press(DOWN)
        assert scene.stand.frames.frames[-1].title in shown(view, console)[2]
        view.press(ESCAPE)
        assert "UTC" in "\n".join(shown(view, console))

    play(act)


def test_a_letter_of_the_menu_begins_a_fault_and_ends_it(lang: str) -> None:
    async def act(scene: Scene) -> None:
        view, _ = seat(scene, (80, 24))
        for relay in (True, False):
            view.press("f")
            view.press("a")
            await scene.turn()
            assert scene.stand.core.plant.welded_contact is relay

    play(act)


def test_what_cannot_be_done_is_shown(lang: str) -> None:
    async def act(scene: Scene) -> None:
        view, console = seat(scene, (80, 24))
        view.press("s")
        await scene.turn()
        assert "WTP1:000000000001" in scene.said[-1].en
        view.say(scene.said[-1])
        assert "WTP1:000000000001" in "\n".join(shown(view, console))

    play(act)


def test_keys_arrive_one_by_one_whatever_was_read_at_once(lang: str) -> None:
    assert list(keys_of("tq")) == ["t", "q"]
    assert list(keys_of("\x1b[Ae\x1bOB")) == [UP, "e", DOWN]
    assert list(keys_of("\x1b")) == [ESCAPE]
    assert list(keys_of("\x1b[15~")) == []
