"""Byte diagrams, state diagrams and sequence charts, as text and as SVG."""

import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec.codes import Side
from protocol_spec.document import LANGS, Book, Lang, document, pictures
from protocol_spec.document.boxes import boxes
from protocol_spec.document.boxes_svg import boxes_svg
from protocol_spec.document.chart_svg import chart_svg
from protocol_spec.document.charts import Chart, Step, charts
from protocol_spec.document.machine_svg import machine_svg
from protocol_spec.document.machines import session_machine, upgrade_machine
from protocol_spec.document.mermaid import sequence_diagram, state_diagram
from protocol_spec.document.rows import Cell, cells_of, labels, rows_of, runs
from protocol_spec.document.svg import wrapped
from protocol_spec.edition import WTP1
from protocol_spec.message import Message
from protocol_spec.session_table import TRANSITIONS
from protocol_spec.upgrade_table import UPGRADE

PHONE = 390
SVG = "{http://www.w3.org/2000/svg}"

each_lang = pytest.mark.parametrize("lang", LANGS)
each_message = pytest.mark.parametrize("message", WTP1.messages.values(), ids=lambda message: message.title)

a_cell = st.builds(Cell, st.sampled_from(["a", "relay_feedback", "a_very_long_name_of_a_field"]), st.integers(1, 13))
varying = st.builds(Cell, st.just("text"), st.none(), st.just("1 + 0..32 B"))


@each_lang
def test_every_picture_is_xml_of_a_phone_s_width_that_needs_nothing_from_elsewhere(lang: Lang) -> None:
    drawn = pictures(document(Book(lang)))
    assert len(drawn) > 40
    for svg in drawn.values():
        root = ElementTree.fromstring(svg)
        assert root.tag == f"{SVG}svg"
        assert float(root.attrib["width"]) < PHONE
        assert (title := root.find(f"{SVG}title")) is not None
        assert title.text
        assert "href" not in svg.replace('href="#', "")
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


@each_message
def test_every_field_is_named_in_both_forms_of_a_diagram(message: type[Message]) -> None:
    cells = cells_of(message.fields())
    text = boxes(cells)
    assert text.isascii()
    svg = "".join(boxes_svg(cells, message.title).split("</text>"))
    for name in message.fields():
        assert name in text or name.replace("_", "_ ").split()[-1] in text, name
        assert name.rpartition("_")[2] in svg


def test_a_diagram_is_as_it_is_meant_to_be() -> None:
    cells = [Cell("one", 1), Cell("time", 6), Cell("two", 2), Cell("words", None, "1 + 0..9 B"), Cell("last", 1)]
    assert boxes(cells).splitlines() == [
        "             0               1               2               3",
        "      +---------------+---------------+---------------+---------------+",
        "   0  | one           | time                                          |",
        "      +---------------+                               +---------------+",
        "   4  |                                               | two           |",
        "      +---------------+---------------+---------------+---------------+",
        "   8  | (two)         |",
        "      +---------------+---------------+---------------+---------------+",
        "   9  / words  (1 + 0..9 B)                                           /",
        "      +---------------+---------------+---------------+---------------+",
        "      | last          |",
        "      +---------------+",
    ]


@given(st.lists(st.one_of(a_cell, varying), max_size=12))
def test_every_byte_of_every_field_is_in_the_rows_once_and_every_field_has_its_name(cells: list[Cell]) -> None:
    rows = rows_of(cells)
    for index, cell in enumerate(cells):
        inside = sum(row.fields.count(index) for row in rows)
        assert inside == (4 if cell.size is None else cell.size)
    named = labels(rows)
    first = [index for number, row in enumerate(rows) for index, column, _ in runs(row) if named.get((number, column))]
    assert sorted(first) == list(range(len(cells)))
    ElementTree.fromstring(boxes_svg(cells, "any"))


@given(st.lists(a_cell, min_size=1, max_size=12))
def test_offsets_of_rows_count_the_bytes_before_them(cells: list[Cell]) -> None:
    assert [row.offset for row in rows_of(cells)] == list(range(0, sum(cell.size or 0 for cell in cells), 4))


@given(st.text(st.sampled_from("abc_ 终端。，W"), max_size=60), st.floats(1, 300))
def test_wrapped_lines_say_what_the_text_says(text: str, width: float) -> None:
    assert "".join(wrapped(text, width, 10)).replace(" ", "") == text.replace(" ", "")


@each_lang
@pytest.mark.parametrize("side", Side, ids=lambda side: side.name)
def test_a_session_diagram_has_every_transition_of_its_end(lang: Lang, side: Side) -> None:
    machine = session_machine(Book(lang), side)
    drawn = state_diagram(machine)
    for edge in machine.edges:
        assert f"{edge.source} --> {edge.target}: {edge.label.replace(':', '#58;')}" in drawn
        assert edge.label in machine_svg(machine)
    if side is Side.TERMINAL:
        assert len(machine.edges) == sum(map(len, TRANSITIONS.values()))
        assert {edge.source for edge in machine.edges} == {state.name for state in TRANSITIONS}
    else:
        assert machine.states == ("DOWN", "OPEN", "LIVE")


@each_lang
def test_the_upgrade_diagram_has_every_transition(lang: Lang) -> None:
    machine = upgrade_machine(Book(lang))
    assert len(machine.edges) == sum(map(len, UPGRADE.values()))
    assert state_diagram(machine).count("-->") == len(machine.edges) + 1


@each_lang
def test_every_step_of_every_chart_is_drawn_with_its_clause(lang: Lang) -> None:
    book = Book(lang)
    for chart in charts(book):
        drawn, svg = sequence_diagram(book, chart), chart_svg(book, chart)
        assert len(drawn.splitlines()) == 1 + len(chart.parties) + len(chart.steps)
        assert svg.count("<a href=") == len(chart.steps)
        for step in chart.steps:
            assert step.message in drawn
            assert f"({step.clause})" in drawn
            assert step.message in svg
            assert f'href="#{step.clause}"' in svg


def test_a_lost_frame_ends_in_a_cross_and_mermaid_s_own_signs_are_kept_out_of_its_way() -> None:
    step = Step("terminal", "platform", "EVENT", ("丢失；#1", "lost; #1"), "EVT-01", lost=True)
    chart = Chart("any", ("任意", "any"), ("terminal", "platform"), (step,))
    drawn = sequence_diagram(Book("en"), chart)
    assert drawn.splitlines()[-1] == "    p0-xp1: EVENT#58; lost#59; #35;1 (EVT-01)"
    assert 'stroke-dasharray="5 3"' in chart_svg(Book("en"), chart)
