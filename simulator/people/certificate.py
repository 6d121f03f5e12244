"""Certificates in all their states, with dates that prove it.

A special-operation certificate (特种作业操作证) is valid for six years and reviewed after three; its number is T and the
holder's resident id; only the category 熔化焊接与热切割作业 allows arc welding (总局令第30号, articles 19 and 21). People
present two others in good faith, that of the building trade and that of special equipment, and neither counts.

`certificate_in` makes one that is in a given state at a given instant; `state_of` reads the state off what is printed
and recorded, knows nothing of how it was made, and so is the test of the former.
"""

from dataclasses import dataclass, replace
from enum import Enum

from protocol_spec.instant import DAY, Instant
from simulator.people.calendar import civil, local_day, local_instant, years_later
from simulator.people.dice import Dice
from simulator.people.identity import masked, resident_id

FUSION_WELDING = "熔化焊接与热切割作业"
PRESSURE_WELDING = "压力焊作业"
BRAZING = "钎焊作业"

VALID_YEARS = 6
REVIEW_YEARS = 3
NEAR_DAYS = 60
"""An application for review is made within 60 days before it is due; from then on it is near its end."""


class CertificateKind(Enum):
    SPECIAL_OPERATION = "特种作业操作证"
    CONSTRUCTION = "建筑施工特种作业操作资格证书"
    SPECIAL_EQUIPMENT = "特种设备作业人员证"


class State(Enum):
    VALID = "valid", "有效"
    NEAR_EXPIRY = "near expiry", "临期"
    REVIEW_OVERDUE = "review overdue", "逾期未复审"
    EXPIRED = "expired", "过期"
    REVOKED = "revoked", "吊销"
    NOT_YET_VALID = "not yet valid", "尚未生效"
    WRONG_CATEGORY = "wrong category", "操作类别不符"
    WRONG_KIND = "wrong kind of certificate", "证书种类不符"
    NAME_MISMATCH = "name is another's", "姓名不符"
    NUMBER_MISMATCH = "number does not follow from the id", "证号与身份证号不符"
    UNKNOWN = "unknown to the platform", "平台查无此证"
    ENTERPRISE_SUSPENDED = "enterprise suspended", "企业停用"
    NONE = "none at all", "无证"

    @property
    def fit(self) -> bool:
        """Whether who is in it may weld."""
        return self in (State.VALID, State.NEAR_EXPIRY)

    def text(self, lang: str) -> str:
        return self.value[lang == "zh"]


@dataclass(frozen=True, repr=False)
class Certificate:
    """`review_due` equals `valid_until` once the review of the third year is done. `on_record`: the platform has it."""

    kind: CertificateKind
    number: str
    name: str
    category: str
    valid_from: Instant
    valid_until: Instant
    review_due: Instant
    revoked: bool = False
    on_record: bool = True

    def __repr__(self) -> str:
        return f"Certificate({self.kind.name}, {self.category}, {masked(self.number)})"


@dataclass(frozen=True, repr=False)
class Holder:
    """Who presents a certificate."""

    name: str
    resident_id: str

    def __repr__(self) -> str:
        return f"Holder({masked(self.name)})"


def state_of(certificate: Certificate | None, holder: Holder, now: Instant, suspended: bool = False) -> State:
    """The first objection in the order of blame: the enterprise, the paper, its holder, its dates."""
    if suspended:
        return State.ENTERPRISE_SUSPENDED
    if certificate is None:
        return State.NONE
    return _paper(certificate, holder) or _dates(certificate, now)


def _paper(certificate: Certificate, holder: Holder) -> State | None:
    if certificate.kind is not CertificateKind.SPECIAL_OPERATION:
        return State.WRONG_KIND
    if not certificate.on_record:
        return State.UNKNOWN
    if certificate.name != holder.name:
        return State.NAME_MISMATCH
    if certificate.number != "T" + holder.resident_id:
        return State.NUMBER_MISMATCH
    if certificate.category != FUSION_WELDING:
        return State.WRONG_CATEGORY
    return State.REVOKED if certificate.revoked else None


def _dates(certificate: Certificate, now: Instant) -> State:
    if now < certificate.valid_from:
        return State.NOT_YET_VALID
    if now >= certificate.valid_until:
        return State.EXPIRED
    if now >= certificate.review_due:
        return State.REVIEW_OVERDUE
    near = min(certificate.valid_until, certificate.review_due) - now <= NEAR_DAYS * DAY
    return State.NEAR_EXPIRY if near else State.VALID


def certificate_in(state: State, holder: Holder, now: Instant, dice: Dice, counter: int = 0) -> Certificate | None:
    """One that is in this state at `now`; None for the state of having none.

    For ENTERPRISE_SUSPENDED it is a valid one: the objection is to the enterprise.
    """
    if state is State.NONE:
        return None
    issued, reviewed = _issue(state, local_day(now), dice, counter)
    sound = _issued(holder, issued, reviewed)
    match state:
        case State.REVOKED:
            return replace(sound, revoked=True)
        case State.WRONG_CATEGORY:
            return replace(sound, category=dice.pick((PRESSURE_WELDING, BRAZING), "category", counter))
        case State.WRONG_KIND:
            return _of_another_kind(sound, holder, issued, dice, counter)
        case State.NAME_MISMATCH:
            return replace(sound, name=holder.name[::-1])
        case State.NUMBER_MISMATCH:
            return replace(sound, number="T" + _another_id(holder.resident_id, issued))
        case State.UNKNOWN:
            return replace(sound, on_record=False)
    return sound


def _issue(state: State, today: int, dice: Dice, counter: int) -> tuple[int, bool]:
    """The day of issue, and whether the review of the third year is done, so that the dates prove the state.

    Counted back from the day that matters: when it is due, over or begins, so that no leap year makes the difference.
    """
    reviewed = dice.below(2, "reviewed", counter) == 1
    span = VALID_YEARS if reviewed else REVIEW_YEARS

    def counted_back(due: int, years: int) -> int:
        issued = years_later(due, -years)
        return issued + (years_later(issued, years) < due)  # due on a leap day: a day later is the date that gives it

    if state is State.NEAR_EXPIRY:
        return counted_back(today + dice.between(1, NEAR_DAYS - 1, "days", counter), span), reviewed
    if state is State.REVIEW_OVERDUE:
        return counted_back(today - dice.between(1, 700, "days", counter), REVIEW_YEARS), False
    if state is State.EXPIRED:
        return counted_back(today - dice.between(1, 1000, "days", counter), VALID_YEARS), True
    if state is State.NOT_YET_VALID:
        return today + dice.between(1, 45, "days", counter), False
    return counted_back(today + dice.between(NEAR_DAYS + 2, 365 * REVIEW_YEARS - 10, "days", counter), span), reviewed


def _issued(holder: Holder, issued: int, reviewed: bool) -> Certificate:
    until = local_instant(years_later(issued, VALID_YEARS))
    return Certificate(
        CertificateKind.SPECIAL_OPERATION,
        "T" + holder.resident_id,
        holder.name,
        FUSION_WELDING,
        local_instant(issued),
        until,
        until if reviewed else local_instant(years_later(issued, REVIEW_YEARS)),
    )


def _of_another_kind(sound: Certificate, holder: Holder, issued: int, dice: Dice, counter: int) -> Certificate:
    """The building trade numbers with 14 characters: province, city, trade, year, serial; special equipment begins TS6."""
    if dice.below(2, "kind", counter):
        number = f"豫A01{civil(issued)[0]:04d}{dice.below(1_000_000, 'serial', counter):06d}"
        return replace(sound, kind=CertificateKind.CONSTRUCTION, number=number, category="建筑焊工")
    return replace(
        sound, kind=CertificateKind.SPECIAL_EQUIPMENT, number="TS6" + holder.resident_id, category="特种设备焊接作业"
    )


def _another_id(own: str, born: int) -> str:
    """Well-formed, and never the holder's: the sequence is another one, and the birthday too."""
    return resident_id(born - 30 * 365, (int(own[14:17]) + 1) % 1000)
