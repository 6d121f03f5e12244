"""The typed vectors as JSON: what another implementation is tested with, in any language."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from protocol_spec import vectors
from protocol_spec.codes import Result
from protocol_spec.edition import WTP1, Edition
from protocol_spec.export.constants import header_places
from protocol_spec.export.declarations import NOTICE
from protocol_spec.export.mark import GENERATED_BY
from protocol_spec.vectors import (
    MALFORMED,
    PERMIT_KEYS,
    SESSION_KEYS,
    SUB_SESSION_KEY,
    VECTORS,
    Malformed,
    Refused,
    Vector,
)

ABOUT = (
    "Typed by hand from the specification, never printed from a codec. Numbers are as on the wire, times are microseconds "
    "since 1970 in UTC, bytes are hex; the keys protect nothing."
)


def vectors_json() -> str:
    """`vectors.json`: good frames piece by piece, malformed ones with the reaction they call for, and the keys."""
    found = {
        "generated_by": GENERATED_BY,
        "protocol": WTP1.name,
        "notice": NOTICE,
        "about": ABOUT,
        "terminal": vectors.TERMINAL,
        "terminal_key": vectors.TERMINAL_KEY.lower(),
        "session_keys": [_plain(key) for key in (*SESSION_KEYS, SUB_SESSION_KEY)],
        "permit_keys": [_plain(key) for key in PERMIT_KEYS],
        "vectors": [_vector(vector, WTP1) for vector in VECTORS],
        "malformed": [_malformed(malformed) for malformed in MALFORMED],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _vector(vector: Vector, edition: Edition) -> dict[str, Any]:
    code = vector.frame[4]
    assert edition.messages[code].title == vector.title
    return {
        "name": vector.name,
        "message": vector.title,
        "code": code,
        "clauses": list(vector.clauses),
        "hex": vector.frame.hex(),
        "terminal": vector.terminal,
        "flags": vector.flags,
        "sequence": vector.sequence,
        "pieces": _pieces(vector),
        "values": _plain(vector.values),
        "secured": _plain(vector.secured),
    }


def _pieces(vector: Vector) -> list[dict[str, Any]]:
    names = [name for name, _, _ in header_places()] + [f"body.{path}" for path in vector.paths]
    names += ["tag", "crc"] if vector.secured else ["crc"]
    return [
        {"field": name, "hex": bytes.fromhex(piece).hex(), "comment": comment}
        for name, piece, comment in zip(names, vector.pieces, vector.comments, strict=True)
    ]


def _malformed(malformed: Malformed) -> dict[str, Any]:
    """What a receiver in this standing does with the bytes; `then` is a good frame behind them that it has to find."""
    return {
        "name": malformed.name,
        "clause": malformed.clause,
        "to": malformed.to,
        "standing": malformed.standing,
        "hex": malformed.data.hex(),
        "pieces": [
            {"hex": bytes.fromhex(piece).hex(), "comment": comment}
            for piece, comment in zip(malformed.pieces, malformed.comments, strict=True)
        ],
        "reaction": _reaction(malformed),
        "secured": _plain(malformed.secured),
        "then": malformed.frame_after.hex(),
    }


def _reaction(malformed: Malformed) -> dict[str, Any]:
    reaction = malformed.reaction
    if not isinstance(reaction, Refused):
        return {"dropped": True}
    result = Result.of(reaction.result)
    return {"dropped": False, "answered": reaction.answered, "result": int(result), "result_name": result.name}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    return [_plain(entry) for entry in value] if isinstance(value, tuple | list) else value
