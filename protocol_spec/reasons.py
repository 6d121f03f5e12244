"""Why the platform grants or refuses a scan (PLT-02). Part of the phone's API, never of a frame."""

from protocol_spec.coded import Coded


class Reason(Coded):
    GRANTED = 0, "授权通过", "granted"
    UNKNOWN_WORKER = 1, "人员未登记或口令无效", "worker unknown or token not valid"
    QR_INVALID = 2, "二维码无效", "QR code not valid"
    UNKNOWN_MACHINE = 3, "设备未登记", "machine not registered"
    NO_CERTIFICATE = 4, "未持有特种作业操作证", "no special-operation certificate"
    WRONG_CATEGORY = 5, "操作类别不符", "certificate category does not allow fusion welding"
    CERTIFICATE_NOT_YET_VALID = 6, "证书尚未生效", "certificate not yet valid"
    CERTIFICATE_EXPIRED = 7, "证书已过期", "certificate expired"
    REVIEW_OVERDUE = 8, "证书未按期复审", "certificate review overdue"
    CERTIFICATE_REVOKED = 9, "证书已吊销", "certificate revoked"
    NO_PERMIT = 10, "无动火作业票", "no hot-work permit"
    PERMIT_NOT_IN_FORCE = 11, "作业票不在有效期", "permit not in force now"
    PERMIT_OTHER_PLACE = 12, "作业票不适用于此设备或人员", "permit is for another worker or enterprise"
    TOO_FAR = 13, "远距离扫码", "phone too far from the machine"
    POSITION_MISSING = 14, "缺少定位", "position of the phone is missing"
    TERMINAL_OFFLINE = 15, "终端离线", "terminal offline"
    ALREADY_GRANTED = 16, "设备已授权他人", "machine already granted to another"
    ENTERPRISE_SUSPENDED = 17, "企业已停用", "enterprise suspended"
