"""Upgrades and moves from end to end, terminal and platform both real, in virtual time."""

from dataclasses import replace

import pytest

from protocol_spec.codes import Capability, EndReason, EventCode, LogoutReason, Result
from protocol_spec.endpoint import Stimulus
from protocol_spec.instant import S
from protocol_spec.upgrade_table import signed
from reference_platform.upgrades import Image
from simulator.terminal import Profile, load_profile
from simulator.terminal.upgrade.signature import sign_in_the_laboratory

from .county import County

ALONE = "9999010000000301"
NEW = "new.example:7808"


def upgradable() -> Profile:
    kind = load_profile()
    return replace(kind, capability=kind.capability | Capability.UPGRADE)


def image_of(profile: Profile, version: str = "1.1.0", size: int = 20_000) -> Image:
    data = bytes(n * 7 & 0xFF for n in range(size))
    bare = Image(version, data, bytes(64), 500)
    offer = bare.offer(1, 0)
    covered = signed(profile.vendor, profile.model, version, offer.size, offer.digest)
    return replace(bare, signature=sign_in_the_laboratory(covered))


# ---- upgrade ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("UPG-03", "UPG-06", "UPG-08", "UPG-09", "UPG-10")
def test_an_upgrade_survives_a_pulled_cable_and_a_power_cut() -> None:
    county = County([ALONE])
    station = county.station(ALONE, upgradable())
    county.until(lambda: county.online(ALONE), "login")
    image = image_of(upgradable())
    assert county.seat.platform.offer_upgrade(ALONE, image, int(county.env.now))

    def held() -> int:
        return len(county.stations[ALONE].terminal.flash.image)

    county.until(lambda: held() > 5_000, "a quarter of it")
    station.link.reset()
    station.link.unplugged = True
    before = held()
    county.wait(60 * S)
    assert held() == before
    station.link.unplugged = False
    county.until(lambda: held() > 10_000, "half of it")
    before = held()
    station = county.power_cut(ALONE)
    assert held() == before
    county.until(lambda: station.terminal.flash.firmware == "1.1.0", "applied")
    county.until(lambda: station.terminal.flash.upgrade is None, "the final report is answered")
    assert (EventCode.UPGRADED, 1) in county.seat.events(ALONE)
    states = [facts["state"] for facts in county.seat.facts("upgrade")]
    assert states == ["RECEIVING", "RECEIVING", "RECEIVING", "VERIFYING", "READY", "APPLIED"]
    assert [facts["reason"] for facts in county.seat.facts("logout")] == [LogoutReason.UPGRADE.name]


@pytest.mark.clause("UPG-08")
def test_a_bad_firmware_gives_way_and_the_platform_hears_why() -> None:
    county = County([ALONE])
    station = county.station(ALONE, upgradable())
    station.do("bad-image-start")
    county.until(lambda: county.online(ALONE), "login")
    county.seat.platform.offer_upgrade(ALONE, image_of(upgradable()), int(county.env.now))
    county.until(lambda: not county.online(ALONE), "it left for the restart")
    county.until(lambda: county.online(ALONE), "the old one is back", 300 * S)
    county.wait(5 * S)
    assert station.terminal.flash.firmware == "1.0.0"
    assert county.seat.facts("upgrade")[-1]["state"] == "FAILED"
    assert (EventCode.UPGRADE_FAILED, int(Result.NOT_LOGGED_IN)) in county.seat.events(ALONE)


def test_a_lock_in_mid_upgrade_is_measured_within_a_second() -> None:
    county = County([ALONE])
    station = county.station(ALONE, upgradable())
    county.until(lambda: county.online(ALONE), "login")
    assert county.seat.scan(ALONE) == "GRANTED"
    county.until(lambda: station.terminal.plant.relay_closed, "power", 5 * S)
    county.seat.platform.offer_upgrade(ALONE, image_of(upgradable()), int(county.env.now))
    county.until(lambda: len(station.terminal.flash.image) > 5_000, "a quarter of it")
    county.seat.platform.lock(ALONE, EndReason.PLATFORM, int(county.env.now))
    county.until(lambda: not station.terminal.plant.relay_closed, "open", S)
    assert len(station.terminal.flash.image) < 20_000, "in mid-upgrade"
    assert max(facts["took"] for facts in county.seat.facts("command")) <= 1_000


# ---- move ------------------------------------------------------------------------------------------------------------


def order_move(county: County, address: str) -> None:
    assert county.seat.platform.order(ALONE, Stimulus("parameters", {"platform_address": address}), int(county.env.now))


@pytest.mark.clause("PAR-16")
def test_a_move_ends_at_the_new_platform_with_the_records_the_old_one_did_not_get() -> None:
    county = County([ALONE], (NEW,))
    station = county.station(ALONE, load_profile())
    county.until(lambda: county.online(ALONE), "login")
    order_move(county, NEW)
    new = county.seats[NEW]
    county.until(lambda: new.platform.is_online(ALONE), "login at the new one", 30 * S)
    assert not county.online(ALONE)
    assert [facts["reason"] for facts in county.seat.facts("logout")] == [LogoutReason.MOVE.name]
    county.wait(120 * S)
    held = set(county.seat.held(ALONE)) | set(new.held(ALONE))
    assert held >= set(range(1, station.terminal.flash.store.watermark + 1))
    county.check_replay(ALONE, load_profile())


@pytest.mark.clause("PAR-09")
@pytest.mark.parametrize("there", ["nobody", "a stranger"])
def test_a_move_to_where_no_login_succeeds_is_rolled_back_and_reported(there: str) -> None:
    county = County([ALONE], (NEW,) if there == "a stranger" else ())
    if there == "a stranger":
        del county.seats[NEW].platform.registry.terminals[ALONE]
    county.station(ALONE, load_profile())
    county.until(lambda: county.online(ALONE), "login")
    order_move(county, NEW)
    county.until(lambda: not county.online(ALONE), "it went", 30 * S)
    county.until(lambda: county.online(ALONE), "and came back", 150 * S)
    county.wait(5 * S)
    (attempts,) = [value for code, value in county.seat.events(ALONE) if code is EventCode.ADDRESS_ROLLED_BACK]
    assert attempts >= 1
    county.check_replay(ALONE, load_profile())
