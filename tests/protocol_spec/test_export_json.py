"""`messages.json` says all that is declared, `vectors.json` all that was typed; both are plain JSON."""

import json
from typing import Any

from protocol_spec.clauses import clauses
from protocol_spec.codes import EVENT_SEVERITY
from protocol_spec.edition import WTP1
from protocol_spec.export import declarations_json, is_generated, vectors_json
from protocol_spec.kinds import Form
from protocol_spec.parameters import PARAMETERS
from protocol_spec.vectors import DROPPED, MALFORMED, SESSION_KEYS, SUB_SESSION_KEY, VECTORS
from tests.protocol_spec.everything import SECOND


def declared(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value


def test_every_message_is_there_with_its_fields_in_order() -> None:
    messages = {message["name"]: message for message in declared(declarations_json())["messages"]}
    assert set(messages) == {message.title for message in WTP1.messages.values()}
    for message in WTP1.messages.values():
        said = messages[message.title]
        assert said["code"] == message.code
        assert [field["name"] for field in said["fields"]] == list(message.fields())
        assert said.get("size") == message.fixed_size()
        assert said["clause"] in clauses()
        for field, spec in zip(said["fields"], message.fields().values(), strict=True):
            assert (field["en"], field["zh"], field["clause"]) == (spec.en, spec.zh, spec.clause)
            assert Form[field["form"].upper()] is spec.kind.form


def test_status_is_described_as_the_specification_has_it() -> None:
    messages = {message["name"]: message for message in declared(declarations_json())["messages"]}
    fields = {field["name"]: field for field in messages["STATUS"]["fields"]}
    assert fields["temperature"] == {
        "name": "temperature",
        "en": "temperature of the module",
        "zh": "模块温度",
        "clause": "REP-02",
        "order": 10,
        "offset": 24,
        "type": "i16",
        "form": "int",
        "size": 2,
        "signed": True,
        "unit": "0.1 °C",
        "step": 0.1,
        "dimension": "°C",
        "low": -550,
        "high": 1500,
        "absent": 0x7FFF,
        "fault": 0x7FFE,
    }
    assert (fields["signal"]["step"], fields["signal"]["dimension"]) == (-1, "dBm")


def test_a_field_behind_one_that_varies_says_behind_which() -> None:
    (everything,) = declared(declarations_json(SECOND))["messages"]
    fields = {field["name"]: field for field in everything["fields"]}
    assert fields["words"]["offset"] == 40
    assert "offset" not in fields["lump"]
    assert (fields["lump"]["behind"], fields["lump"]["by"]) == ("words", 0)
    inner = fields["outers"]["rows"]["fields"][1]["rows"]
    assert (inner["name"], inner["smallest"]) == ("Inner", 2)
    assert everything["smallest"] == 40 + 1 + 2 + 1 + 1, "what is fixed, and the lengths and counts of what is not"


def test_codes_bits_timers_and_parameters_are_there_with_their_numbers() -> None:
    said = declared(declarations_json())
    assert {"name": "BAD_TAG", "value": 8, "zh": "校验标签错误", "en": "bad tag"} in said["codes"]["Result"]
    assert {bit["name"]: bit["value"] for bit in said["bits"]["Flag"]}["SECURED"] == 8
    assert {timer["name"]: (timer["low"], timer["high"]) for timer in said["timers"]}["heartbeat"] == (1, 240)
    assert [parameter["id"] for parameter in said["parameters"]] == [parameter.id for parameter in PARAMETERS]
    limits = {limit["name"]: limit for limit in said["limits"]}
    assert limits["BODY_WAIT"]["value"] == 2_000_000
    assert "FRM-12" in limits["BODY_WAIT"]["en"]
    assert set(said["clauses"]) == set(clauses())


def test_what_answers_how_grave_and_what_labels_is_there() -> None:
    said = declared(declarations_json())
    answers = {message["name"]: message["answered_by"] for message in said["messages"]}
    assert answers == {message.title: list(message.answered_by) for message in WTP1.messages.values()}
    assert said["event_severities"] == {event.name: severity.name for event, severity in EVENT_SEVERITY.items()}
    assert {label["name"]: label["value"] for label in said["labels"]} == {
        "SESSION_LABEL": "WTP/1 session",
        "PERMIT_LABEL": "WTP/1 permit",
        "MQTT_LABEL": "WTP/1 mqtt",
        "IMAGE_LABEL": "WTP/1 image",
    }
    assert all("-" in label["en"] for label in said["labels"]), "each names its clause"


def test_a_number_that_is_a_message_code_says_so() -> None:
    said = declared(declarations_json())["messages"]
    means = {(m["name"], f["name"]) for m in said for f in m["fields"] if f.get("means") == "message"}
    assert means == {("PLATFORM_ACK", "answered"), ("TERMINAL_ACK", "answered")}


def test_every_vector_is_there_piece_by_piece() -> None:
    said = declared(vectors_json())
    assert [vector["name"] for vector in said["vectors"]] == [vector.name for vector in VECTORS]
    for vector, typed in zip(said["vectors"], VECTORS, strict=True):
        assert bytes.fromhex(vector["hex"]) == typed.frame
        assert "".join(piece["hex"] for piece in vector["pieces"]) == vector["hex"]
        assert [piece["comment"] for piece in vector["pieces"]] == list(typed.comments)
        fields = [piece["field"] for piece in vector["pieces"]]
        assert fields[0] == "magic"
        assert fields[-1] == "crc"
        assert list(dict.fromkeys(f.split(".")[1] for f in fields if f.startswith("body."))) == list(vector["values"])
        assert (vector["secured"] is None) == (typed.secured is None)
    assert [key["key"] for key in said["session_keys"]] == [key.key for key in (*SESSION_KEYS, SUB_SESSION_KEY)]


def test_every_malformed_vector_is_there_with_the_reaction_it_calls_for() -> None:
    said = declared(vectors_json())["malformed"]
    assert [entry["name"] for entry in said] == [malformed.name for malformed in MALFORMED]
    for entry, typed in zip(said, MALFORMED, strict=True):
        assert bytes.fromhex(entry["hex"]) == typed.data
        assert "".join(piece["hex"] for piece in entry["pieces"]) == entry["hex"]
        assert (entry["to"], entry["standing"], entry["clause"]) == (typed.to, typed.standing, typed.clause)
        assert entry["reaction"]["dropped"] == (typed.reaction == DROPPED)
        assert bytes.fromhex(entry["then"]) == typed.frame_after
    unknown = next(entry for entry in said if entry["name"] == "an unknown code, to a platform")
    assert unknown["reaction"] == {"dropped": False, "answered": True, "result": 2, "result_name": "UNKNOWN_CODE"}


def test_both_are_marked_as_generated_and_equal_whenever_they_are_made() -> None:
    for text in (declarations_json, vectors_json):
        assert is_generated(text())
        assert text() == text()
    assert not is_generated('{"mine": true}')
