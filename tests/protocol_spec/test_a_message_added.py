"""A message that somebody adds tomorrow: declared once, and known to everything that follows from the definition.

The declaration stands in `everything.py`, in an edition of its own beside the first. Nothing else names it.
"""

import pytest

from protocol_spec.codec import definition
from protocol_spec.codes import Flag, Result, Side
from protocol_spec.document import Book, document, markdown
from protocol_spec.edition import EDITIONS, spoken
from protocol_spec.explain import explain
from protocol_spec.export import c_header, declarations_json, dissector
from protocol_spec.frame import frame_of, read_frame
from protocol_spec.refusal import Standing, refusal
from protocol_spec.session_table import State, listed
from protocol_spec.stream import StreamDecoder
from tests.protocol_spec.everything import SAMPLE, SECOND, Everything

TERMINAL = "9999010000000042"
FRAME_BYTES = frame_of(SAMPLE, TERMINAL, 3, Flag.NONE).encode()


def test_its_frame_says_its_edition_and_is_found_on_a_stream_by_whoever_does_not_know_it() -> None:
    (frame,) = StreamDecoder().receive(b"noise" + FRAME_BYTES, 0)
    assert frame.edition == 2
    assert frame.message() is None


def test_it_is_read_where_its_edition_is_spoken_and_only_there() -> None:
    (frame,) = StreamDecoder().receive(FRAME_BYTES, 0)
    with spoken(SECOND):
        assert frame.message() == SAMPLE
    assert frame.message() is None
    assert 2 not in EDITIONS


@pytest.mark.clause("FRM-02")
def test_an_edition_that_is_not_spoken_is_refused_by_name_and_keeps_its_neighbour() -> None:
    (frame,) = StreamDecoder().receive(FRAME_BYTES, 0)
    first_only = Standing(Side.PLATFORM, True, TERMINAL, lambda _: True)
    refused = refusal(frame, first_only)
    assert refused is not None
    assert (refused.result, refused.clause) == (Result.EDITION_UNSUPPORTED, "FRM-02")
    both = Standing(Side.PLATFORM, True, TERMINAL, lambda _: True, frozenset({1, 2}))
    with spoken(SECOND):
        refused = refusal(frame, both)
    assert refused is not None
    assert refused.result is Result.TAG_REQUIRED


def test_the_session_table_lists_it() -> None:
    with spoken(SECOND):
        assert Everything in listed(State.LIVE, Side.TERMINAL, 2)
        assert Everything not in listed(State.OPEN, Side.TERMINAL, 2)
    assert Everything not in listed(State.LIVE, Side.TERMINAL)


def test_the_definition_and_the_compiled_form_agree_on_it() -> None:
    with spoken(SECOND):
        assert Everything.layout.build(SAMPLE.values()) == SAMPLE.encode()
        assert definition.read(definition.frame_construct(), FRAME_BYTES) == (read_frame(FRAME_BYTES), SAMPLE)


def test_it_is_explained_byte_by_byte() -> None:
    with spoken(SECOND):
        (explained,) = explain(FRAME_BYTES)
    assert b"".join(piece.data for piece in explained.pieces) == FRAME_BYTES
    assert {f"body.{name}" for name in Everything.fields() if name != "outers"} <= {
        piece.path for piece in explained.pieces
    }


def test_document_header_dissector_and_declarations_have_it() -> None:
    book = Book("en", SECOND)
    text = markdown(document(book))
    assert "EVERYTHING" in text
    assert all(f"`{name}`" in text for name in Everything.fields())
    assert "EVERYTHING" in c_header(SECOND)
    assert "everything" in dissector(SECOND)
    assert "EVERYTHING" in declarations_json(SECOND)
