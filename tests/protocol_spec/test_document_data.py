"""The data files of the document, read strictly: what is wrong is named with file and entry."""

import pytest

from protocol_spec.codes import Side
from protocol_spec.document import Book, DocumentError
from protocol_spec.document.charts import charts
from protocol_spec.document.data import entries
from protocol_spec.document.interpretations import interpretations
from protocol_spec.document.routes import routes
from protocol_spec.document.words import member, name
from protocol_spec.edition import Edition
from protocol_spec.kinds import Form
from protocol_spec.message import Ack, When
from protocol_spec.session_table import Occurrence
from protocol_spec.upgrade_table import UpgradeOccurrence

EN = Book("en")
STEP = '{ from = "terminal", to = "platform", message = "LOGIN", clause = "SES-02" }'
CHART = f'[[chart]]\nid = "x"\nzh = "图"\nen = "chart"\nparties = ["terminal", "platform"]\nstep = [{STEP}]\n'
READING = """[[interpretation]]
id = "INT-99"
clauses = ["FRM-01"]
question_zh = "？"
question_en = "?"
reading_zh = "是。"
reading_en = "Yes."
why_zh = "因为。"
why_en = "Because."
"""
ROUTE = """[[route]]
api = "phone"
method = "GET"
path = "/x/{id}"
clause = "API-02"
zh = "一"
en = "one"
field = [{ in = "path", name = "id", type = "integer", zh = "号", en = "id" }]
"""


def test_good_entries_are_read() -> None:
    assert [step.message for chart in charts(EN, CHART) for step in chart.steps] == ["LOGIN"]
    assert interpretations(EN, READING)[0].reading == ("是。", "Yes.")
    assert routes(EN, "phone", ROUTE)[0].anchor == "phone-get--x-id"
    assert routes(EN, "trigger", ROUTE) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('zh = "图"', 'zh = "图"\ncolour = "red"', r"charts.toml \[\[chart\]\] x: colour is not known"),
        ('en = "chart"\n', "", r"charts.toml \[\[chart\]\] x: en is missing"),
        ('["terminal", "platform"]', '["terminal", "moon"]', r"\[\[chart\]\] x: 'moon' is no party"),
        ('from = "terminal"', 'from = "phone"', r"x step 1: 'phone' is no party of this chart"),
        ('"LOGIN"', '"LOGON"', r"x step 1: 'LOGON' is no message"),
        ('"SES-02"', '"SES-99"', r"x step 1: 'SES-99' is no clause"),
        ('message = "LOGIN", ', "", r"x step 1: says a message, or words in zh and en"),
        ('message = "LOGIN"', 'message = "LOGIN", en = "only"', r"x step 1: says a message, or words in zh and en"),
        ("[[chart]]", CHART + "[[chart]]", r"two charts have the same id"),
        ("[[chart]]", "[other]\n[[chart]]", r"\[other\] is not known here"),
        ('id = "x"', "id = ", r"charts.toml: "),
    ],
)
def test_a_wrong_chart_is_named(old: str, new: str, said: str) -> None:
    assert old in CHART
    with pytest.raises(DocumentError, match=said):
        charts(EN, CHART.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('why_en = "Because."\n', "", r"interpretations.toml \[\[interpretation\]\] INT-99: why_en is missing"),
        ('"FRM-01"', '"FRM-98"', r"INT-99: 'FRM-98' is no clause"),
        ("[[interpretation]]", READING + "[[interpretation]]", r"two interpretations have the same id"),
    ],
)
def test_a_wrong_interpretation_is_named(old: str, new: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        interpretations(EN, READING.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"phone"', '"fax"', r"api.toml \[\[route\]\] GET /x/\{id\}: 'fax' is no API"),
        ('in = "path"', 'in = "moon"', r"GET /x/\{id\} field 1: 'moon' is no place of a field"),
        ('"API-02"', '"API-98"', r"'API-98' is no clause"),
        (', en = "id"', "", r"field 1: en is missing"),
    ],
)
def test_a_wrong_route_is_named(old: str, new: str, said: str) -> None:
    assert old in ROUTE
    with pytest.raises(DocumentError, match=said):
        routes(EN, "phone", ROUTE.replace(old, new, 1))


def test_a_file_that_is_missing_says_so() -> None:
    with pytest.raises(DocumentError, match=r"protocol_spec/nothing\.toml is missing"):
        entries("nothing.toml", "chart")


def test_a_chart_whose_messages_an_edition_lacks_is_left_out_of_it() -> None:
    assert charts(Book("en", Edition(2, "WTP/2")), CHART) == []


@pytest.mark.parametrize("kind", [Form, Ack, When, Occurrence, UpgradeOccurrence, Side], ids=lambda kind: kind.__name__)
def test_every_word_of_the_tables_has_its_chinese(kind: type) -> None:
    for one in kind:  # type: ignore[attr-defined]
        assert any("\u4e00" <= character <= "\u9fff" for character in member(Book("zh"), one))
        assert member(EN, one).isascii()


def test_a_word_without_two_languages_says_where_to_add_it() -> None:
    with pytest.raises(DocumentError, match=r"'moon'.*document/words\.py"):
        name(EN, "moon")
