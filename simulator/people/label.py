"""What a deed really was. For the truth log; never on the wire, never in a platform's book.

A cheat is meant, a slip is not.
"""

from enum import Enum


class Cheat(Enum):
    UNLICENSED = "scan by somebody without a fitting certificate", "无证扫码"
    LENT_PHONE = "another one works on a lent phone", "借用他人手机扫码"
    LENT_TORCH = "another one welds under the grant", "授权后换人施焊"
    REMOTE_SCAN = "scan from afar", "远距离扫码"
    QR_MOVED = "the code of another machine", "二维码被换到别的焊机"
    BYPASS = "the lock is shunted", "私接短路，绕过锁控"
    COVER_LEFT_OPEN = "cover opened and left open", "打开盖板不复原"
    SUSPENDED = "work in a suspended enterprise", "停用企业仍作业"

    def text(self, lang: str) -> str:
        return self.value[lang == "zh"]


class Slip(Enum):
    LAPSED = "scan with a certificate that has run out", "证书到期仍扫码"
    LATE_SCAN = "on for long before the scan", "开机后久未扫码"
    NO_PERMIT = "scan without a permit", "未办作业票先扫码"
    OLD_PERMIT = "scan with a permit of yesterday", "使用昨日作业票"
    FORGOTTEN_ON = "went home and left it on", "忘记关机"
    FOUND_ON = "found on and switched off", "发现未关机后补关"
    GUARDIAN_LEFT = "guardian walked off", "监护人离岗"

    def text(self, lang: str) -> str:
        return self.value[lang == "zh"]


Label = Cheat | Slip
