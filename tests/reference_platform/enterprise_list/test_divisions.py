import pytest

from reference_platform.enterprise_list import Division, henan


def _city(name: str) -> Division:
    city = henan().city(name)
    assert city is not None, name
    return city


def test_henan_has_eighteen_cities_and_jiyuan_is_one() -> None:
    names = [city.name for city in henan().cities()]
    assert len(names) == 18
    assert names[0] == "郑州市"
    assert names[-1] == "济源市"
    assert "省直辖县级行政区划" not in names


def test_the_heading_of_the_code_table_is_no_city() -> None:
    assert henan().city("省直辖县级行政区划") is None
    assert henan().city("") is None


@pytest.mark.parametrize("name", ["郑州", "郑州市", " 郑州市 ", "河南省郑州市"])
def test_a_city_by_its_spellings(name: str) -> None:
    assert _city(name).code == "4101"


@pytest.mark.parametrize("name", ["济源", "济源市"])
def test_jiyuan_is_its_own_county(name: str) -> None:
    jiyuan = _city(name)
    assert jiyuan.code == "419001"
    assert henan().counties(jiyuan) == (jiyuan,)
    assert henan().county(jiyuan, "济源市") == jiyuan
    assert henan().city_of(jiyuan) == jiyuan
    assert len(henan().towns(jiyuan)) == 16


def test_zhengzhou_has_twelve_counties_and_three_zones() -> None:
    counties = henan().counties(_city("郑州"))
    assert [county.code[4:] for county in counties if county.statistical_only] == ["71", "72", "73"]
    assert len(counties) == 15


@pytest.mark.parametrize(
    ("city", "name", "code"),
    [
        ("郑州", "经开区", "410171"),
        ("郑州", "郑州经济技术开发区", "410171"),
        ("郑州", "经济技术开发区", "410171"),
        ("郑州", "郑州市经开区", "410171"),
        ("郑州", "高新区", "410172"),
        ("郑州", "郑州高新技术产业开发区", "410172"),
        ("郑州", "航空港区", "410173"),
        ("郑州", "郑州航空港经济综合实验区", "410173"),
        ("郑州", "金水区", "410105"),
        ("郑州", "郑州市金水区", "410105"),
        ("郑州", "管城区", "410104"),
        ("洛阳", "洛阳高新技术产业开发区", "410371"),
        ("商丘", "豫东综合物流产业聚集区", "411471"),
        ("新乡", "新乡县", "410721"),
        ("新乡", "新乡市平原城乡一体化示范区", "410773"),
    ],
)
def test_a_county_or_zone_by_its_spellings(city: str, name: str, code: str) -> None:
    county = henan().county(_city(city), name)
    assert county is not None
    assert county.code == code


@pytest.mark.parametrize(("city", "name"), [("郑州", "涧西区"), ("洛阳", "经开区"), ("郑州", ""), ("新乡", "县")])
def test_a_county_is_looked_for_in_its_city_only(city: str, name: str) -> None:
    assert henan().county(_city(city), name) is None


def test_where_a_county_belongs() -> None:
    (jianxi,) = henan().counties_named("涧西区")
    assert henan().city_of(jianxi).name == "洛阳市"


@pytest.mark.parametrize(
    ("city", "county", "name", "code"),
    [
        ("郑州", "金水区", "经八路街道", "410105001"),
        ("郑州", "金水区", "经八路街道办事处", "410105001"),
        ("郑州", "金水区", "经八路办事处", "410105001"),
        ("郑州", "金水区", "金水区经八路街道", "410105001"),
        ("郑州", "经开区", "前程街道", "410171563"),
        ("郑州", "经开区", "郑州经济技术开发区前程街道", "410171563"),
        ("济源", "济源市", "沁园街道", "419001001"),
    ],
)
def test_a_town_by_its_spellings(city: str, county: str, name: str, code: str) -> None:
    found = henan().county(_city(city), county)
    assert found is not None
    town = henan().town(found, name)
    assert town is not None
    assert town.code == code


def test_every_place_is_found_by_its_own_name_and_by_its_short_one() -> None:
    towns = 0
    for city in henan().cities():
        assert henan().city(city.name) == city
        for county in henan().counties(city):
            assert henan().county(city, county.name) == county
            assert henan().county(city, henan().short_name(county)) == county
            for town in henan().towns(county):
                towns += 1
                assert henan().town(county, town.name) == town
                assert henan().town(county, henan().short_name(town)) == town
    assert towns == 2586


def test_a_place_by_its_code() -> None:
    place = henan().by_code("410171")
    assert place is not None
    assert place.name == "郑州经济技术开发区"
    assert place.statistical_only
    assert henan().by_code("999999") is None
