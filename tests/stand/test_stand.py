"""A hand on every switch, and an eye on what comes of it."""

import pytest

from arclock.stand.mischief import TABLES
from arclock.stand.truth import true_now
from arclock.stand.verbs import CommandError, by_key
from protocol_spec.frame import read_frame
from tests.stand.stands import Scene, play


def test_a_scan_a_weld_and_a_cover_are_seen_as_they_are() -> None:
    async def act(scene: Scene) -> None:
        assert scene.stand.look().standing.session == "live"
        await scene.unlock()
        seen = scene.stand.look()
        assert (seen.standing.lock, seen.standing.relay, seen.standing.grant) == ("UNLOCKED", True, 1)
        assert seen.standing.worker.endswith("…")
        assert len(seen.standing.worker) == 5
        await scene.do("trigger on")
        await scene.turn(500_000)
        assert (scene.stand.look().true.arc_current or 0) > 500
        await scene.do("cover open")
        for _ in range(3):
            await scene.turn(200_000)
        seen = scene.stand.look()
        assert (seen.standing.lock, seen.standing.relay) == ("LOCKED", False)
        assert [what for what in scene.whats() if what in ("relay", "unlocked", "arc-on", "locked")][:4] == [
            "relay",
            "unlocked",
            "arc-on",
            "locked",
        ]

    play(act)


def test_a_frame_is_told_with_what_became_of_it() -> None:
    async def act(scene: Scene) -> None:
        frames = scene.stand.frames
        login, event = frames.last("LOGIN"), frames.last("EVENT")
        assert login is not None
        assert event is not None
        assert (login.answer is not None, event.answer is not None) == (True, True)
        assert all(seen.explained.tag is None or seen.explained.tag.holds for seen in frames.frames)
        assert any(seen.folded for seen in frames.frames if seen.title == "PLATFORM_ACK")
        told = [happening for happening in scene.heard if happening["what"] == "frame"]
        assert [happening["bytes"] for happening in told] == [seen.data.hex() for seen in frames.frames]

    play(act)


def test_a_frame_that_nobody_answers_is_told_again() -> None:
    async def act(scene: Scene) -> None:
        await scene.turn()
        scene.stand.cable.muted = True
        await scene.do("cover open")
        await scene.turn(6_000_000)
        assert scene.stand.frames.repeated == 1
        assert [seen.title for seen in scene.stand.frames.frames if seen.again] == ["EVENT"]

    play(act)


def test_a_pulled_cable_stays_pulled_until_it_is_put_back() -> None:
    async def act(scene: Scene) -> None:
        await scene.do("link down")
        assert scene.stand.look().standing.link == "pulled"
        for _ in range(20):
            await scene.turn(60_000_000)
        assert not scene.platform.is_online("9999010000000001")
        await scene.do("link up")
        assert scene.stand.look().standing.session == "live"

    play(act)


def test_a_cut_supply_and_its_return_are_a_new_boot() -> None:
    async def act(scene: Scene) -> None:
        await scene.do("power cut")
        assert not scene.stand.look().standing.power
        await scene.do("power on")
        assert scene.stand.look().boot == 2
        assert scene.stand.look().standing.session == "live"

    play(act)


def test_a_key_is_the_other_way_round() -> None:
    async def act(scene: Scene) -> None:
        for key, verb in by_key.items():
            if verb.name in ("trigger", "cover", "gas", "mains", "link", "power", "temperature", "work"):
                first = scene.desk.toggled(verb)
                await scene.desk.do(first)
                await scene.turn(6_000_000)
                second = scene.desk.toggled(verb)
                assert str(first) != str(second), key
                await scene.desk.do(second)
                await scene.turn()
                assert str(scene.desk.toggled(verb)) == str(first), key

    play(act)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, table in TABLES.items() for name in table])
def test_every_fault_and_every_cheat_can_be_begun_and_ended(kind: str, name: str) -> None:
    async def act(scene: Scene) -> list[str]:
        await scene.unlock()
        await scene.do("trigger on")
        await scene.do(f"{kind} {name} on")
        assert not TABLES[kind][name].lasts or name in true_now(scene.stand)["labels" if kind == "cheat" else "faults"]
        await scene.turn(1_000_000)
        await scene.do(f"{kind} {name} off")
        await scene.turn(1_000_000)
        assert true_now(scene.stand)["labels"] == true_now(scene.stand)["faults"] == []
        assert not scene.stand.over.done()
        return [seen.data.hex() for seen in scene.stand.frames.frames]

    frames = play(act)
    assert not any(name.encode().hex() in frame for frame in frames), "the name of a fault or a cheat is on the wire"


def test_what_the_terminal_does_not_take_is_said_and_breaks_nothing() -> None:
    async def act(scene: Scene) -> None:
        for line in ("work embroidery", "work gtaw 9000", "fault nope", "cheat nope", "quality nope"):
            with pytest.raises(CommandError):
                await scene.do(line)
        assert scene.stand.look().standing.session == "live"

    play(act)


def test_every_frame_of_a_stand_is_whole() -> None:
    async def act(scene: Scene) -> None:
        await scene.do("quality cat1_workshop")
        await scene.do("cover open")
        assert all(read_frame(seen.data) for seen in scene.stand.frames.frames)

    play(act)
