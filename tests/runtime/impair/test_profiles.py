"""Profiles as data: all are read, and what is wrong with one is said with its file, line and key."""

from pathlib import Path

import pytest

from protocol_spec.instant import MS, S
from simulator.runtime.impair import (
    ImpairmentError,
    LinkQuality,
    line_profiles,
    load_line_faults,
    load_quality,
    qualities,
)
from simulator.runtime.impair.reading import read_profiles

GOOD = 'schema = 1\n[mine]\nzh = "我的"\nen = "mine"\nlatency_ms = 40\n'


def test_every_profile_has_both_languages_and_the_issue_s_names_are_there() -> None:
    wanted = {"perfect", "cat1_good", "cat1_workshop", "cat1_basement", "nb_good", "nb_deep", "lora_gateway", "rs485"}
    assert wanted <= set(qualities())
    assert {"clean", "noisy", "harsh"} <= set(line_profiles())
    assert all(quality.zh and quality.en for quality in qualities().values())
    assert all(faults.zh and faults.en for faults in line_profiles().values())


def test_round_trips_are_those_of_the_sources() -> None:
    for name, middle, half in [("cat1_good", 80, 30), ("cat1_workshop", 200, 150), ("nb_deep", 6_000, 4_000)]:
        quality = load_quality(name)
        assert (2 * quality.latency, 2 * quality.jitter) == (middle * MS, half * MS)
    assert load_quality("nb_edrx").cycle == 20_480 * MS
    assert load_quality("cat1_workshop").outage_longest == 30 * S


def test_a_profile_of_one_s_own_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_quality(f"{path}#mine").latency == 40 * MS
    with pytest.raises(ImpairmentError, match=r"no quality in .* 'yours'; there are: mine"):
        load_quality(f"{path}#yours")
    with pytest.raises(ImpairmentError, match="cannot read"):
        load_line_faults(f"{tmp_path}/none.toml#x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "speed = 3\n", r"x:6 \[mine\] speed: unknown key"),
        (GOOD + "latency = 3\n", r"x:6 \[mine\] latency: unknown key; .*with _us, _ms or _s: .*latency"),
        (GOOD + "loss_ppm_s = 3\n", r"x:6 \[mine\] loss_ppm_s: unknown key"),
        (GOOD + "durations = 3\n", r"durations: unknown key"),
        (GOOD + 'segment = "x"\n', r"x:6 \[mine\] segment: must be int"),
        (GOOD + "loss_ppm = true\n", r"x:6 \[mine\] loss_ppm: must be int"),
        (GOOD + "loss_ppm = 1_000_001\n", r"x:2 \[mine\]: loss_ppm"),
        (GOOD + "jitter_ms = 41\n", r"x:2 \[mine\]: jitter"),
        (GOOD + 'shape = "round"\n', r"x:2 \[mine\]: shape"),
        (GOOD + "outages_per_hour = 2\n", r"x:2 \[mine\]: outages need"),
        (GOOD + 'power_saving = "edrx"\n', r"x:2 \[mine\]: .*cycle"),
        ("schema = 1\n[mine]\nen = 'mine'\n", r"x:2 \[mine\]: needs zh and en"),
        ("[mine]\n", "schema must be 1"),
        ("schema = 1\nmine = 2\n", "must be a table"),
        ("schema = ", "not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ImpairmentError, match=said):
        read_profiles("x", text, LinkQuality)


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(ImpairmentError, match="perfect, cat1_good"):
        load_quality("cat2")
    with pytest.raises(ImpairmentError, match="clean, noisy"):
        load_line_faults("loud")
