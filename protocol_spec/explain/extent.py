"""Where things are in bytes that came from anywhere: good frames, what was meant as one, noise.

Good frames are found as a stream receiver finds them (FRM-11): the first that begins, and nothing inside it. What lies
between two of them is looked at more kindly than a receiver may: where a header resembles one, the bytes behind it are
taken for its frame, and the question is how far it goes. Three answers, in order of trust:

* a CRC that holds says where the sender's frame ended, whatever the length says; so a length that lies is off by the
  difference. The length is tried as it is and as it would be right, because some senders compute the CRC first;
* the length says it, and the bytes are there: then it is the CRC that is wrong;
* the bytes end, the next good frame begins, or one begins whose header can be believed: then it was cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from protocol_spec.checks import crc8_smbus, crc16_ibm_3740
from protocol_spec.codes import RESERVED_FLAGS
from protocol_spec.explain.header import Head
from protocol_spec.explain.piece import Sort, Trouble
from protocol_spec.explain.reading import counted
from protocol_spec.explain.words import Words
from protocol_spec.frame import CRC_SIZE, HEADER_SIZE, MAGIC, MAX_FRAME, promised_size, read_frame
from protocol_spec.ident import unpack_terminal
from protocol_spec.message import MAX_BODY
from protocol_spec.messages import Carried
from protocol_spec.security import TAG_SIZE

_TRIED = 8
"""Places inside a broken frame where the next may begin that are tried for its end: bounds the work on hostile bytes."""


@dataclass(frozen=True)
class Extent:
    """`whole`: the bytes end in tag and CRC. `cut` and `lie`: what is wrong with the whole, and with the length field."""

    sort: Sort
    start: int
    end: int
    whole: bool = True
    cut: Trouble | None = None
    lie: Trouble | None = None


def extents(data: bytes) -> Iterator[Extent]:
    """All of `data`, in order, without a gap."""
    at = noise = 0
    good = _next_good(data, 0)
    while at < len(data):
        if good is not None and at == good.start:
            found: Extent | None = good
            good = _next_good(data, good.end)
        else:
            found = _meant(data, at, good.start if good else len(data))
        if found is None:
            at = _next_magic(data, at + 1)
            continue
        if noise < at:
            yield Extent(Sort.NOISE, noise, at)
        yield found
        at = noise = found.end
    if noise < len(data):
        yield Extent(Sort.NOISE, noise, len(data))


def _next_magic(data: bytes, at: int) -> int:
    found = data.find(MAGIC, at)
    return len(data) if found < 0 else found


def _next_good(data: bytes, at: int) -> Extent | None:
    while (at := data.find(MAGIC, at)) >= 0:
        size = promised_size(data[at : at + HEADER_SIZE])
        if size is not None and read_frame(data[at : at + size]) is not None:
            return Extent(Sort.FRAME, at, at + size)
        at += 1
    return None


def _meant(data: bytes, start: int, limit: int) -> Extent | None:
    """The broken frame that begins here; None where nothing resembles one. `limit`: the next good frame, or the end."""
    limit = min(limit, start + MAX_FRAME)
    head = Head(data[start:limit])
    at_the_end = limit == len(data)
    if not _resembles(head, nothing_yet=at_the_end):
        return None
    if not head.complete:
        return Extent(Sort.BROKEN, start, limit, whole=False, cut=_cut(HEADER_SIZE - len(head.data), header=True))
    promised = _promised(head)
    true_end = _true_end(data, start, limit, head)
    if true_end is not None:
        lie = None if true_end == start + promised else _lie(head, true_end - start - promised)
        return Extent(Sort.BROKEN, start, true_end, lie=lie)
    limit = _next_believed(data, start, min(limit, start + promised), head) or limit
    if head.length <= MAX_BODY and start + promised <= limit:
        return Extent(Sort.BROKEN, start, start + promised)
    return Extent(Sort.BROKEN, start, limit, whole=False, cut=_cut(start + promised - limit, header=False))


def _resembles(head: Head, *, nothing_yet: bool) -> bool:
    """Whether a frame was meant. Half of what can be looked at has to be as it should: noise hardly gets there, and a
    header in which one field was damaged does. `nothing_yet`: the answer where there is nothing behind the magic."""
    data = head.data
    if not data.startswith(MAGIC):
        return False
    signs = [head.edition is not None, not head.flags & RESERVED_FLAGS, head.declared is not None][: len(data) - 2]
    if len(data) >= 13:
        signs.append(unpack_terminal(data[5:13]) is not None)
    if head.complete:
        signs += [head.length <= MAX_BODY, crc8_smbus(data[:-1]) == data[-1]]
    return 2 * sum(signs) >= len(signs) if signs else nothing_yet


def _next_believed(data: bytes, start: int, limit: int, head: Head) -> int | None:
    """Where a header that is believed begins in what should be a body; in an envelope that is no surprise."""
    if head.declared is not None and any(spec.kind.group is Carried for spec in head.declared.fields().values()):
        return None
    at = start + HEADER_SIZE
    while (at := _next_magic(data, at)) < limit:
        if promised_size(data[at : at + HEADER_SIZE]) is not None:
            return at
        at += 1
    return None


def _promised(head: Head) -> int:
    return HEADER_SIZE + head.length + (TAG_SIZE if head.secured else 0) + CRC_SIZE


def _true_end(data: bytes, start: int, limit: int, head: Head) -> int | None:
    """Where a CRC holds: at the promised end, at the limit, or before something that begins like a frame."""
    shortest = start + _promised(head) - head.length
    tried = [start + _promised(head), limit]
    at = start + len(MAGIC)
    while len(tried) < _TRIED and (at := _next_magic(data, at)) < limit:
        tried.append(at)
        at += 1
    for end in tried:
        if shortest <= end <= limit and _crc_holds(data[start:end], end - shortest):
            return end
    return None


def _crc_holds(frame: bytes, length: int) -> bool:
    """Whether the CRC holds over the frame as it is, or with the length that it should have had and the check for that."""
    crc = int.from_bytes(frame[-CRC_SIZE:], "big")
    covered = frame[:-CRC_SIZE]
    amended = covered[:15] + length.to_bytes(2, "big")
    amended += bytes([crc8_smbus(amended)]) + covered[HEADER_SIZE:]
    return crc in (crc16_ibm_3740(covered), crc16_ibm_3740(amended))


def _lie(head: Head, by: int) -> Trouble:
    """`by`: how many bytes there are more than promised."""
    there = head.length + by
    many = counted(abs(by))
    words = Words(
        f"lies: it promises {head.length}, the CRC holds with {there}: {many.en} too {'few' if by > 0 else 'many'}",
        f"长度不实：声明 {head.length}，按 CRC 实为 {there}：{'少' if by > 0 else '多'} {many.zh}",
    )
    return Trouble("FRM-01", words, right=there.to_bytes(2, "big"), by=-by)


def _cut(missing: int, *, header: bool) -> Trouble:
    many = counted(missing)
    part = ("its header", "帧头") if header else ("what its header promises", "帧头所承诺的内容")
    return Trouble(
        "FRM-12", Words(f"cut: {many.en} of {part[0]} missing", f"帧被截断：{part[1]}缺 {many.zh}"), by=missing
    )
