"""Names that the declarations have in one language only, and those of the document itself.

What has Chinese and English where it is declared (codes, fields, clauses) is never repeated here.
"""

import re
from enum import Enum

from protocol_spec.coded import Coded
from protocol_spec.document.book import Book
from protocol_spec.document.faults import DocumentError
from protocol_spec.kinds import Form
from protocol_spec.message import Ack, When
from protocol_spec.session_table import Occurrence
from protocol_spec.upgrade_table import UpgradeOccurrence

_CHINESE: dict[Enum, str] = {
    Form.INT: "整数，大端序",
    Form.TIME: "4 字节 Unix 秒，2 字节毫秒",
    Form.TERMINAL: "16 位 BCD 数字",
    Form.CODE: "编码表中的一个值",
    Form.BITS: "位域，每位一个含义",
    Form.OCTETS: "定长字节串，长度由类型给出",
    Form.TEXT: "1 字节长度，其后为 UTF-8",
    Form.BLOB: "长度，其后为内容",
    Form.LIST: "1 字节行数，其后为各行",
    Ack.MUST: "必须置位",
    Ack.MAY: "由发送方决定",
    Ack.NEVER: "不得置位",
    When.LOGIN: "用于建立会话",
    When.SESSION: "仅在会话中",
    When.ANY: "有无会话均可",
    When.OFFLINE: "由人携带，不经链路",
    Occurrence.LINK_UP: "链路建立",
    Occurrence.LINK_DOWN: "链路断开",
    Occurrence.LOGIN_SENT: "发出或收到 LOGIN",
    Occurrence.ACCEPTED: "LOGIN_ACK 接受",
    Occurrence.REFUSED: "LOGIN_ACK 拒绝",
    Occurrence.SESSION_DENIED: "PLATFORM_ACK 未登录",
    Occurrence.LOGOUT_SENT: "发出或收到 LOGOUT",
    Occurrence.UNANSWERED: "重发用尽",
    Occurrence.BARRED: "三次被拒",
    Occurrence.WAIT_OVER: "长等待结束",
    UpgradeOccurrence.OFFERED: "接受 UPGRADE_OFFER",
    UpgradeOccurrence.CHUNK: "收到偏移正确的分块",
    UpgradeOccurrence.COMPLETE: "收到最后一块",
    UpgradeOccurrence.HOLDS: "摘要与签名成立",
    UpgradeOccurrence.BAD: "摘要或签名错误",
    UpgradeOccurrence.LOCKED_IDLE: "锁定且空闲：重启进入新固件",
    UpgradeOccurrence.DID_NOT_START: "新固件未能启动：恢复原固件",
    UpgradeOccurrence.REPORTED: "最终的 UPGRADE_REPORT 已获应答",
}

_BY_NAME: dict[str, tuple[str, str]] = {
    "MUST": ("必须", "MUST"),
    "SHOULD": ("宜", "SHOULD"),
    "MAY": ("可", "MAY"),
    "terminal": ("终端", "terminal"),
    "platform": ("平台", "platform"),
    "both": ("双方", "both"),
    "phone": ("手机", "phone"),
    "machine": ("焊机", "machine"),
    "gateway": ("网关", "gateway"),
    "sub-terminal": ("子终端", "sub-terminal"),
    "body": ("请求体", "body"),
    "path": ("路径", "path"),
    "query": ("查询串", "query"),
    "answer": ("答复", "answer"),
    "in session": ("会话中", "in session"),
    "before login": ("登录之前", "before login"),
}


def member(book: Book, one: Enum) -> str:
    """What a member of an enumeration is called.

    Raises:
        DocumentError: nobody has said it in Chinese yet.
    """
    if isinstance(one, Coded):
        return one.text(book.lang)
    if book.lang == "en":
        return str(one.value)
    try:
        return _CHINESE[one]
    except KeyError:
        raise DocumentError(f"{type(one).__name__}.{one.name} has no Chinese: add it to document/words.py") from None


def name(book: Book, word: str) -> str:
    """What a word of the data files (a side, a level, a party, a place of a field) is called.

    Raises:
        DocumentError: it is not one that the document knows.
    """
    try:
        return book.of(_BY_NAME[word])
    except KeyError:
        raise DocumentError(f"{word!r} has no name in two languages: add it to document/words.py") from None


def label_words(label: bytes) -> tuple[str, str]:
    """What stands first in the input of a key, a password or a signature, in both languages."""
    return f"“{label.decode()}” 的 ASCII", f"`{label.decode()}` in ASCII"


def slug(text: str) -> str:
    """A name as an anchor: its letters and digits, joined."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def words() -> frozenset[str]:
    return frozenset(_BY_NAME)
