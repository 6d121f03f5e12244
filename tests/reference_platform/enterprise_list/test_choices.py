import pytest

from reference_platform.enterprise_list.choices import default_choices, read_choices

WHOLE = """schema = 1
[enterprise_type]
values = ["甲", "乙"]
crowded_place = "乙"
[crowded_place_subclass]
values = ["丙"]
[production_state]
values = ["丁"]
"""


def test_the_shipped_choices_name_the_crowded_place() -> None:
    choices = default_choices()
    assert choices.crowded_place == "人员密集场所"
    assert "停产" in choices.production_states
    assert "医院" in choices.crowded_place_subclasses


def test_a_whole_file_is_read() -> None:
    choices = read_choices(WHOLE)
    assert choices.enterprise_types == ("甲", "乙")
    assert choices.production_states == ("丁",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("schema = 1", "schema = 2", "schema must be 1"),
        ('values = ["丁"]', 'values = ["丁"]\nvalue = 3', r"x\.toml \[production_state\], line 9: unknown key 'value'"),
        ("[production_state]", "[state]", r"line 7: unknown key 'state'"),
        ('[production_state]\nvalues = ["丁"]', "", "'production_state' is missing"),
        ('crowded_place = "乙"', "", "'crowded_place' is missing"),
        ('crowded_place = "乙"', 'crowded_place = "戊"', "not one of"),
    ],
)
def test_a_slip_is_told_with_its_place(old: str, new: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_choices(WHOLE.replace(old, new), "x.toml")
