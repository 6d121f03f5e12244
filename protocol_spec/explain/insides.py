"""What is in the blobs of some rows: a record of a batch, the value of a parameter. (A carried frame: `frame.py`.)"""

from dataclasses import replace

from protocol_spec.explain.body import BodyReader, Inside
from protocol_spec.explain.context import message_name
from protocol_spec.explain.piece import Gravity, Piece, Trouble
from protocol_spec.explain.words import Words
from protocol_spec.layout import FieldSpec
from protocol_spec.parameters import Parameter, by_id


def record(inside: Inside) -> list[Piece]:
    code = inside.row.get("code", -1)
    declared = inside.edition.messages.get(code)
    # BKF-06 "A BACKFILL_BATCH that is empty, holds what is no record or a record that cannot be read MUST be refused whole"
    if declared is None or not declared.is_record():
        words = Words(f"0x{code:02X} is not the code of a record", f"0x{code:02X} 不是记录的消息码")
        return [inside.unopened(message_name(inside.edition, code), Trouble("BKF-06", words))]
    return BodyReader(inside.data, inside.offset, inside.edition).body(declared, inside.path)


def parameter(inside: Inside) -> list[Piece]:
    id_ = inside.row.get("id", -1)
    known = by_id.get(id_)
    if known is None:
        words = Words(
            f"0x{id_:04X} is no parameter: refused NO_SUCH_PARAMETER", f"无参数 0x{id_:04X}：以 NO_SUCH_PARAMETER 拒绝"
        )
        unknown = Trouble("PAR-01", words, Gravity.ABNORMAL)
        return [inside.unopened(Words("unknown parameter", "未知参数"), unknown)]
    spec = FieldSpec(known.kind, known.clause, known.en, known.zh)
    reader = BodyReader(inside.data, inside.offset, inside.edition, short="PAR-01")
    pieces = reader.value(spec, f"{inside.path}.{known.name}")
    return [_in_range(pieces[0], known, inside.data), *pieces[1:]]


def _in_range(piece: Piece, known: Parameter, data: bytes) -> Piece:
    value = known.read(data)
    # PAR-13 "A platform MUST NOT send a value outside its range"; a terminal refuses it OUT_OF_RANGE and takes nothing.
    if value is None or known.allows(value):
        return piece
    words = Words("outside the range of the parameter: refused OUT_OF_RANGE", "超出参数范围：以 OUT_OF_RANGE 拒绝")
    return replace(piece, troubles=(Trouble("PAR-13", words, Gravity.ABNORMAL),))
