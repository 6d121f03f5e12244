"""Profiles are data, and a slip in one is an error that says where."""

import tomllib
from importlib.resources import files

import pytest

from protocol_spec.codes import AccessClass, Capability
from protocol_spec.instant import S
from protocol_spec.parameters import by_name
from simulator.terminal import Profile, load_profile, profile_names
from simulator.terminal.profile import BINDINGS, NO_MACHINE, ProfileError, _read

from .bench import Bench, profile_of

WITH_A_MACHINE = [name for name in profile_names() if load_profile(name).source is not None]


def table(**over: object) -> dict[str, object]:
    """A profile as TOML gives it."""
    return {
        "schema": 1,
        "zh": "样机",
        "en": "a sample",
        "binding": "tcp",
        "link": "cat1_good",
        "vendor": 9999,
        "model": 1,
        "hardware": "A1",
        "firmware": "1.0.0",
        "imei": "860000000000017",
        "iccid": "89860000000000000017",
        "access": "MAINS_RELAY",
        "capability": ["RELAY_FEEDBACK", "MAINS_CURRENT"],
        "division": 410171,
        "latitude": 34722000,
        "longitude": 113738000,
        "signal": 71,
        "relay_millis": 40,
        "store_records": 100,
        "source": "inverter_315",
        "process": "smaw_3_2",
        "amperes": 130,
        "climate": "workshop",
        "sensor_class": 25,
    } | over


def test_the_six_profiles_are_there_and_load() -> None:
    six = {"cat1_retrofit", "nbiot_retrofit", "lora_node", "rs485_node", "smart_meter", "factory_integrated"}
    assert six <= set(profile_names())
    assert load_profile() == load_profile("cat1_retrofit")


@pytest.mark.parametrize("name", WITH_A_MACHINE)
def test_every_profile_makes_a_terminal_that_logs_in_and_unlocks(name: str) -> None:
    bench = Bench(profile=profile_of(name), registered=False)
    bench.unlocked()
    profile = bench.profile
    assert profile.name == name
    assert profile.zh
    assert profile.en
    assert profile.binding in BINDINGS
    assert (len(profile.imei), len(profile.iccid)) == ((0, 0) if profile.binding == "serial" else (15, 20))
    assert profile.relay_millis < 200, "the relay has to have moved when it is measured"


def test_what_a_profile_need_not_say_has_a_value_and_a_kind() -> None:
    profile = _read("sample", table())
    assert (profile.image_room, profile.backfill_batch, profile.dials_at_once) == (1 << 20, False, False)
    assert _read("sample", table(backfill_batch=True, image_room=7)).backfill_batch
    with pytest.raises(ProfileError, match="backfill_batch must be true or false"):
        _read("sample", table(backfill_batch=1))


def test_the_profiles_differ_in_what_they_can_measure() -> None:
    retrofit, integrated = load_profile("cat1_retrofit"), load_profile("factory_integrated")
    assert retrofit.access is AccessClass.MAINS_RELAY
    assert integrated.access is AccessClass.NATIVE
    assert not retrofit.capability & (Capability.ARC_CURRENT | Capability.ARC_VOLTAGE)
    assert integrated.capability & Capability.ARC_CURRENT
    assert integrated.capability & Capability.ARC_VOLTAGE


def test_a_profile_reads_what_it_says() -> None:
    profile = _read("sample", table())
    assert isinstance(profile, Profile)
    assert profile.capability == Capability.RELAY_FEEDBACK | Capability.MAINS_CURRENT
    assert (profile.process.name, profile.amperes) == ("smaw_3_2", 130)
    assert profile.source is not None
    assert profile.source.name == "inverter_315"
    assert profile.over("serial").binding == "serial"
    assert profile.binding == "tcp"


def test_a_module_that_stands_on_no_machine_says_so_and_needs_no_more() -> None:
    machine = {"process", "amperes", "climate", "sensor_class"}
    gateway = {key: value for key, value in table(source=NO_MACHINE, capability=[]).items() if key not in machine}
    assert _read("sample", gateway).source is None


@pytest.mark.parametrize("name", profile_names())
def test_what_a_profile_welds_of_itself_is_a_current_to_its_own_sensors(name: str) -> None:
    """Else its terminal would never see an arc at the threshold of the factory."""
    profile = load_profile(name)
    if profile.source is None:
        return
    bench = Bench(profile=profile.at_once())
    bench.unlocked()
    bench.do("trigger")
    bench.advance(2 * S)
    assert bench.terminal.firmware.senses.flowing
    assert bench.terminal.firmware.senses.next_timer() is None or profile.climate.warms
    sensor = Capability.MAINS_CURRENT if profile.capability & Capability.MAINS_CURRENT else Capability.ARC_CURRENT
    assert bench.terminal.plant.span_of(sensor)[0] >= by_name["arc_threshold"].default


def test_between_them_the_profiles_have_every_access_class_and_every_feature_of_the_base() -> None:
    profiles = [load_profile(name) for name in profile_names()]
    assert {profile.access for profile in profiles if profile.source} == set(AccessClass)
    wanted = ("BACKUP_SUPPLY", "OFFLINE_PERMIT", "WELD_SAMPLES", "GAS_SENSOR", "POSITION", "ARC_VOLTAGE")
    for feature in wanted:
        assert any(profile.capability & Capability[feature] for profile in profiles), feature
    assert {profile.binding for profile in profiles} == set(BINDINGS)


@pytest.mark.parametrize("name", profile_names())
def test_the_link_of_a_profile_is_a_quality_that_there_is(name: str) -> None:
    text = files("simulator.runtime.impair").joinpath("qualities.toml").read_text(encoding="utf-8")
    assert load_profile(name).link in tomllib.loads(text)


def test_a_profile_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(ProfileError, match=r"no_such.*cat1_retrofit.*factory_integrated"):
        load_profile("no_such")


def without(key: str) -> dict[str, object]:
    return {name: value for name, value in table().items() if name != key}


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (table(colour="red"), "colour"),
        (without("imei"), "imei"),
        (table(schema=2), "schema"),
        (without("schema"), "schema"),
        (table(binding="pigeon"), "binding"),
        (table(access="LASER"), "access"),
        (table(capability=["TASTE"]), "capability"),
        (table(capability="TASTE"), "capability"),
        (table(capability=["MAINS_CURRENT"]), "RELAY_FEEDBACK"),
        (table(process="glueing"), "process"),
        (table(source="candle"), "power source"),
        (table(climate="moon"), "climate"),
        (table(amperes=30), "80 to 140 A"),
        (table(process="gmaw_spray", amperes=400), "amperes"),
        (table(process="saw", source="inverter_200", amperes=400), "inverter_200 gives 200"),
        (table(sensor_class=500), "sensor_class"),
        (table(amperes="130"), "amperes"),
        (table(imei=17), "imei"),
        (table(relay_millis=1000), "relay_millis"),
    ],
)
def test_a_wrong_key_or_value_is_an_error_that_names_the_file_and_the_key(wrong: dict[str, object], key: str) -> None:
    with pytest.raises(ProfileError) as error:
        _read("sample", dict(wrong))
    assert "profiles/sample.toml" in str(error.value)
    assert key in str(error.value)


def test_no_two_profiles_are_the_same_model_module_or_card() -> None:
    kinds = [load_profile(name) for name in profile_names()]
    for what in ("model", "imei", "iccid"):
        said = [value for kind in kinds if (value := getattr(kind, what))]
        assert len(set(said)) == len(said), what
