"""Many records in one frame (BKF-05)."""

from protocol_spec.codes import Side
from protocol_spec.edition import EDITIONS
from protocol_spec.kinds import blob, listed, message_code
from protocol_spec.message import Ack, BodyError, Group, Message, field
from protocol_spec.messages.records import Record


class Stored(Group):
    """A record as it would stand alone in a frame: its message code and its body."""

    code: int = field(message_code, "BKF-05", "message code of the record", "记录的消息码")
    body: bytes = field(blob(1000), "BKF-05", "body of the record", "记录的消息体")


class BackfillBatch(
    Message, code=0x14, sender=Side.TERMINAL, clause="BKF-05", zh="批量补报", title="BACKFILL_BATCH", ack=Ack.MUST
):
    records: tuple[Stored, ...] = field(
        listed(Stored, 60), "BKF-05", "records, in the order of BKF-02", "记录，次序见 BKF-02"
    )

    @classmethod
    def may_be_late(cls) -> bool:
        return True

    def flaw(self) -> BodyError | None:
        """BKF-06 "A BACKFILL_BATCH that is empty, holds what is no record or a record that cannot be read MUST be refused whole
        with MALFORMED." """
        if not self.records:
            return BodyError("BKF-06", "records", "a batch without records")
        for row in self.records:
            declared = EDITIONS[self.edition.number].messages.get(row.code)
            if declared is None or not declared.is_record():
                return BodyError("BKF-06", "records.code", f"{row.code:#04x} is not the code of a record")
            record = declared.decode(row.body)
            if isinstance(record, BodyError):
                return BodyError("BKF-06", "records.body", f"{declared.title}: {record.field}: {record.why}")
        return None

    def opened(self) -> list[Record]:
        """The records; call it on a batch without a flaw."""
        return [EDITIONS[self.edition.number].messages[row.code].decode(row.body) for row in self.records]  # type: ignore[misc]
