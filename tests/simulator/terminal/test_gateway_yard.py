"""A gateway and its sub-terminals with the platform, in virtual time: sessions inside a session, over lines of every kind."""

from collections.abc import Callable

import pytest

from protocol_spec.codes import EndReason, EventCode
from protocol_spec.endpoint import Stimulus
from protocol_spec.instant import HOUR, MINUTE, S
from protocol_spec.messages import EventRecord, SessionSummary
from simulator.fleet.site import ANNA
from simulator.runtime.impair import load_quality

from .yard import GATEWAY, Yard, node

LINES = {
    "a cable": ("rs485_node", None),
    "rs485": ("rs485_node", "rs485"),
    "lora_near": ("lora_node", "lora_near"),
}


def yard_of(kind: str = "a cable", count: int = 3) -> Yard:
    profile, quality = LINES[kind]
    yard = Yard()
    yard.add_gateway(GATEWAY)
    for serial in range(1, count + 1):
        yard.add_node(profile, serial, quality=load_quality(quality) if quality else None)
    yard.run(2 * MINUTE)
    return yard


@pytest.mark.clause("GWY-02", "GWY-03", "GWY-06")
@pytest.mark.parametrize("kind", LINES)
def test_scan_unlock_weld_and_each_record_exactly_once_through_a_gateway(kind: str) -> None:
    yard = yard_of(kind)
    assert yard.online() == {GATEWAY, *yard.nodes}
    for one in yard.nodes.values():
        assert yard.scan(one.terminal.identity.qr) == "GRANTED"
        yard.run(10 * S)
        assert one.terminal.plant.relay_closed
        one.driver.stimulate(Stimulus("trigger", {"value": True}))
        yard.run(30 * S)
        one.driver.stimulate(Stimulus("trigger", {"value": False}))
        yard.platform.lock(one.name, EndReason.PLATFORM, yard.now)
        yard.run(10 * S)
        assert not one.terminal.plant.relay_closed
    yard.run(5 * MINUTE)
    for one in yard.nodes.values():
        records = yard.records(one.name)
        assert sorted(record.record for record in records) == list(range(1, len(records) + 1))
        assert len(records) >= one.terminal.flash.store.following - 2, "but for one that is on its way"
        (summary,) = [record for record in records if isinstance(record, SessionSummary)]
        assert abs(summary.arc_millis - 30_000) < 500
    assert len({(name, stored.record.record) for name, stored in yard.storage.arrived}) == len(yard.storage.arrived)
    yard.check_replay()


@pytest.mark.clause("GWY-06")
@pytest.mark.parametrize("how", ["off", "line cut", "line dead", "wrong key"])
def test_one_sub_terminal_fails_and_the_others_live_on(how: str) -> None:
    yard = yard_of()
    first, second, third = yard.nodes.values()
    before = yard.logins(GATEWAY)
    failures: dict[str, Callable[[], object]] = {
        "off": lambda: first.driver.stimulate(Stimulus("power-cut")),
        "line cut": lambda: first.cut(True),
        "line dead": lambda: setattr(first.link, "unplugged", True),
        "wrong key": lambda: yard.change_key(first.name),
    }
    failures[how]()
    if how == "wrong key":
        first.driver.stimulate(Stimulus("reset"))
    yard.run(5 * MINUTE)
    assert not yard.platform.is_online(first.name)
    for one in (second, third):
        assert yard.platform.is_online(one.name)
        assert yard.scan(one.terminal.identity.qr, ANNA) == "GRANTED"
        yard.run(10 * S)
        assert one.terminal.plant.relay_closed
        yard.platform.lock(one.name, EndReason.PLATFORM, yard.now)
        yard.run(10 * S)
    assert yard.logins(GATEWAY) == before, "the gateway has not even noticed"
    assert [yard.logins(one.name) for one in (second, third)] == [1, 1]
    yard.check_replay()


@pytest.mark.clause("GWY-05", "GWY-11")
def test_a_sub_terminal_whose_line_is_cut_is_offline_at_once_and_back_when_it_is_mended() -> None:
    yard = yard_of()
    first = next(iter(yard.nodes.values()))
    first.cut(True)
    yard.run(S)
    assert not yard.platform.is_online(first.name), "SUB_LINK says so; nobody waits for three heartbeats"
    first.cut(False)
    yard.run(10 * MINUTE)
    assert yard.platform.is_online(first.name)
    assert yard.logins(first.name) == 2


@pytest.mark.clause("GWY-08")
def test_when_the_gateway_s_own_link_goes_all_come_back_behind_it_and_nothing_is_lost() -> None:
    yard = yard_of()
    yard.gateways[GATEWAY].link.unplugged = True
    yard.run(10 * MINUTE)
    assert yard.online() == set()
    yard.gateways[GATEWAY].link.unplugged = False
    yard.run(HOUR)
    assert yard.online() == {GATEWAY, *yard.nodes}
    for one in yard.nodes.values():
        records = yard.records(one.name)
        assert sorted(record.record for record in records) == list(range(1, len(records) + 1))
        assert len(records) >= 60
        boots = [record for record in records if isinstance(record, EventRecord)]
        assert [record.event for record in boots].count(EventCode.POWER_UP) == 1
    yard.check_replay()


@pytest.mark.clause("GWY-01")
def test_a_gateway_that_is_restarted_finds_everybody_again() -> None:
    yard = yard_of()
    yard.gateways[GATEWAY].driver.stimulate(Stimulus("reset"))
    yard.run(10 * MINUTE)
    assert yard.online() == {GATEWAY, *yard.nodes}
    assert yard.logins(GATEWAY) == 2
    yard.check_replay()


@pytest.mark.clause("GWY-07")
def test_a_sub_terminal_that_is_carried_to_another_gateway_is_moved_there() -> None:
    yard = yard_of()
    other = yard.add_gateway(node("lora_gateway", 2))
    yard.run(MINUTE)
    first = next(iter(yard.nodes.values()))
    first.carry_to(other, 9)
    yard.run(10 * MINUTE)
    assert other.terminal.firmware.gateway.reached == {first.name: 9}
    assert yard.platform.is_online(first.name)
    assert yard.scan(first.terminal.identity.qr) == "GRANTED"
    yard.run(10 * S)
    assert first.terminal.plant.relay_closed
    assert yard.online() == {GATEWAY, other.name, *yard.nodes}
    yard.check_replay()


@pytest.mark.clause("GWY-07")
def test_it_is_moved_too_where_the_old_gateway_has_not_noticed_that_it_went() -> None:
    yard = yard_of()
    other = yard.add_gateway(node("lora_gateway", 2))
    yard.run(MINUTE)
    first = next(iter(yard.nodes.values()))
    first.carry_to(other, 9, noticed=False)
    yard.run(10 * MINUTE)
    old = yard.gateways[GATEWAY]
    assert first.name in old.terminal.firmware.gateway.reached
    assert yard.scan(first.terminal.identity.qr) == "GRANTED"
    yard.run(10 * S)
    assert first.terminal.plant.relay_closed, "the command goes through the newer one"
    yard.check_replay()
