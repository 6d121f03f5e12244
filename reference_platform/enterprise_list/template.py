"""The annex of the notice: 17 columns, declared here and nowhere else."""

import unicodedata
from dataclasses import dataclass
from typing import Final

TITLE: Final = "郑州市涉焊企业导入模板"

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def compact(text: str) -> str:
    """The form in which texts are compared: full-width letters, digits and brackets made half-width, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())


def header_key(header: str) -> str:
    """What identifies a header: neither its unit in brackets nor the star that marks a required column."""
    return compact(header).strip("*").split("(")[0]


@dataclass(frozen=True)
class Column:
    number: int
    header: str
    attribute: str
    english: str
    personal: bool = False
    required: bool = True
    """An empty cell is an error. Columns 7 and 9 have rules of their own for that."""

    @property
    def key(self) -> str:
        return header_key(self.header)


SERIAL: Final = Column(1, "序号", "serial", "serial number")
NAME: Final = Column(2, "企业名称", "name", "enterprise name")
USCC: Final = Column(3, "统一社会信用代码", "uscc", "unified social credit code")
TYPE: Final = Column(4, "企业类型", "enterprise_type", "enterprise type")
CITY: Final = Column(5, "所属地市", "city", "city")
COUNTY: Final = Column(6, "所属区县", "county", "county or functional zone")
TOWN: Final = Column(7, "所属镇街", "town", "town or street", required=False)
ADDRESS: Final = Column(8, "企业地址", "address", "address")
SUBCLASS: Final = Column(9, "人密场所子类", "crowded_place_subclass", "subclass of crowded place", required=False)
LEGAL_PERSON: Final = Column(10, "企业法人姓名", "legal_person", "name of the legal representative", personal=True)
LEGAL_PHONE: Final = Column(11, "法人联系方式", "legal_phone", "phone of the legal representative", personal=True)
CONTACT_PHONE: Final = Column(12, "联系人电话", "contact_phone", "phone of the contact", personal=True)
STATE: Final = Column(13, "生产状态", "production_state", "production state")
WELDING: Final = Column(14, "是否涉焊单位", "welding", "welding enterprise (yes or no)")
MOBILE: Final = Column(15, "是否流动作业", "mobile", "mobile work (yes or no)")
MACHINES: Final = Column(16, "电焊设备数量（单位：台）", "machines", "number of welding machines")
WORKERS: Final = Column(17, "特种作业人员数量（单位：人）", "workers", "number of special-operation workers")

TEMPLATE: Final = (
    SERIAL,
    NAME,
    USCC,
    TYPE,
    CITY,
    COUNTY,
    TOWN,
    ADDRESS,
    SUBCLASS,
    LEGAL_PERSON,
    LEGAL_PHONE,
    CONTACT_PHONE,
    STATE,
    WELDING,
    MOBILE,
    MACHINES,
    WORKERS,
)
