"""What stands in batches, envelopes and parameters."""

from typing import Any

import pytest

from protocol_spec.codes import ClockState, Flag, OfflinePolicy, Suite
from protocol_spec.explain import Gravity, Keys
from protocol_spec.frame import frame_of
from protocol_spec.instant import S
from protocol_spec.message import as_json
from protocol_spec.messages import (
    BackfillBatch,
    Carried,
    EventRecord,
    GatewayUp,
    Item,
    ParamSet,
    Stored,
)
from protocol_spec.parameters import PARAMETERS, by_name
from protocol_spec.security import lab_key
from protocol_spec.vectors import TERMINAL
from tests.protocol_spec.explaining import BEAT, SUB, a_login, at, changed, check_cover, check_values, event, one, wrong


def test_records_of_a_batch_are_explained_as_if_alone() -> None:
    inner = event(ClockState.SYNCHRONISED, 1_763_947_859 * S)
    batch = BackfillBatch(records=(Stored(code=inner.code, body=inner.encode()),))
    found = one(frame_of(batch, TERMINAL, 0, Flag.BACKFILL).encode())
    assert found.in_order
    check_values(found, "body.records[0].body", as_json(inner))
    assert at(found, "body.records[0].code").meaning.en.endswith("EVENT")


@pytest.mark.parametrize(
    ("rows", "path", "clause"),
    [
        ((), "", "BKF-06"),
        ((Stored(code=0x04, body=bytes(4)),), "body.records[0].body", "BKF-06"),
        ((Stored(code=EventRecord.code, body=bytes(5)),), "body.records[0].body.time", "FRM-14"),
    ],
)
def test_a_batch_that_is_refused_says_which_record_is_to_blame(
    rows: tuple[Stored, ...], path: str, clause: str
) -> None:
    found = one(frame_of(BackfillBatch(records=rows), TERMINAL, 0, Flag.BACKFILL).encode())
    assert (path, clause) in [(where, trouble.clause) for where, trouble in wrong(found)]


def test_carried_frames_are_explained_without_their_crc_and_their_tag_is_judged_by_their_own_key() -> None:
    inner = frame_of(event(ClockState.SYNCHRONISED, 1_763_947_859 * S), SUB, 5)
    login = frame_of(a_login(), SUB, 0).sealed(Suite.HMAC_SHA256, lab_key(SUB))
    envelope = GatewayUp.around([inner.encode(), login.encode()])
    found = one(frame_of(envelope, TERMINAL, 0).encode(), Keys(laboratory=True))
    assert found.in_order
    check_values(found, "body.frames[0].frame.body", as_json(event(ClockState.SYNCHRONISED, 1_763_947_859 * S)))
    assert at(found, "body.frames[1].frame.header.terminal").value == SUB
    assert at(found, "body.frames[1].frame.tag").shown.en.startswith("holds")


@pytest.mark.parametrize(
    ("carried", "path", "clause"),
    [
        (b"nothing", "body.frames[0].frame", "GWY-04"),
        (BEAT[:10], "body.frames[0].frame.header.terminal", "GWY-04"),
        (BEAT[:-3], "body.frames[0].frame.header.length", "GWY-04"),
        (BEAT, "body.frames[0].frame.header.length", "GWY-04"),
        (changed(BEAT, 17, 0)[:-2], "body.frames[0].frame.header.check", "FRM-06"),
    ],
)
def test_what_is_no_frame_in_an_envelope_is_told_at_its_place(carried: bytes, path: str, clause: str) -> None:
    frame = frame_of(GatewayUp(frames=(Carried(frame=carried),)), TERMINAL, 0).encode()
    found = one(frame)
    check_cover(frame, (found,))
    assert (path, clause) in [(where, trouble.clause) for where, trouble in wrong(found)]


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.name)
def test_a_parameter_has_its_name_and_its_value_typed(parameter: Any) -> None:
    frame = frame_of(ParamSet(command=1, items=(parameter.item(parameter.default),)), TERMINAL, 0).encode()
    piece = at(one(frame), f"body.items[0].value.{parameter.name}")
    assert piece.meaning.en.startswith(parameter.en)
    plain = parameter.default.name if isinstance(parameter.default, OfflinePolicy) else parameter.default
    assert piece.value == plain


@pytest.mark.parametrize(
    ("item", "path", "clause", "gravity"),
    [
        (by_name["heartbeat"].item(241), "body.items[0].value.heartbeat", "PAR-13", Gravity.ABNORMAL),
        (Item(id=0x7777, value=b"x"), "body.items[0].value", "PAR-01", Gravity.ABNORMAL),
        (Item(id=1, value=b"x"), "body.items[0].value.heartbeat", "PAR-01", Gravity.WRONG),
        (Item(id=1, value=b"\x00\x3cx"), "body.items[0].value.heartbeat.trailing", "PAR-01", Gravity.WRONG),
        (Item(id=0x10, value=b"\x77"), "body.items[0].value.policy", "FRM-14", Gravity.WRONG),
    ],
)
def test_a_parameter_that_would_be_refused_says_so(item: Item, path: str, clause: str, gravity: Gravity) -> None:
    found = one(frame_of(ParamSet(command=1, items=(item,)), TERMINAL, 0).encode())
    assert [(trouble.clause, trouble.gravity) for trouble in at(found, path).troubles] == [(clause, gravity)]
