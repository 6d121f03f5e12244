"""Who welds, who answers for it, who watches. Nobody in it exists, and nobody is printed in clear."""

from dataclasses import dataclass
from enum import Enum

from protocol_spec.instant import Instant
from simulator.people.calendar import local_day
from simulator.people.certificate import Certificate, CertificateKind, Holder, State, certificate_in, state_of
from simulator.people.dice import Dice
from simulator.people.habit import Habit, habit_of
from simulator.people.identity import masked, person_name, phone, resident_id


class Role(Enum):
    WELDER = "welder", "焊工"
    APPRENTICE = "apprentice", "学徒"
    FOREMAN = "foreman", "班组长"
    GUARDIAN = "guardian", "监护人"

    def text(self, lang: str) -> str:
        return self.value[lang == "zh"]


@dataclass(frozen=True, repr=False)
class Worker:
    """`worker` is the id everybody is known by; `enterprise` the credit code of the employer."""

    worker: str
    name: str
    resident_id: str
    phone: str
    role: Role
    enterprise: str
    certificate: Certificate | None
    habit: Habit

    def __repr__(self) -> str:
        return f"Worker({self.worker}, {masked(self.name)}, {self.role.name})"

    @property
    def token(self) -> str:
        """What the app on this person's phone shows the platform (API: never a name, id or certificate number)."""
        return f"phone of {self.worker}"

    @property
    def enrolled(self) -> bool:
        """Whether a platform has this person at all."""
        return self.certificate is None or self.certificate.on_record

    @property
    def on_file(self) -> Certificate | None:
        """What a platform enters that compares name and number when it enrols: a certificate of another person, or one
        that is no special-operation certificate, is none."""
        one = self.certificate
        if one is None or one.kind is not CertificateKind.SPECIAL_OPERATION or not one.on_record:
            return None
        return one if (one.name, one.number) == (self.name, "T" + self.resident_id) else None

    def state(self, now: Instant, suspended: bool = False) -> State:
        return state_of(self.certificate, Holder(self.name, self.resident_id), now, suspended)


def make_worker(
    worker: str, role: Role, enterprise: str, state: State, now: Instant, dice: Dice, counter: int
) -> Worker:
    """Somebody whose certificate is in `state` at `now`: an apprentice is 18 to 22, anybody else up to 59."""
    age = dice.between(18, 22 if role is Role.APPRENTICE else 59, "age", counter)
    born = local_day(now) - age * 366 - dice.below(365, "birthday", counter)
    holder = Holder(person_name(dice, counter), resident_id(born, dice.below(1000, "sequence", counter)))
    return Worker(
        worker,
        holder.name,
        holder.resident_id,
        phone(dice, counter),
        role,
        enterprise,
        certificate_in(state, holder, now, dice, counter),
        habit_of(dice, counter),
    )
