"""Who welds, when, with which certificate, and how they cheat.

A plan is what people mean to do: a pure function of seed, site and day, from which whoever plays it makes scans and work.
"""

from simulator.people.activity import active_per_million, active_today
from simulator.people.calendar import DayKind, civil, day_kind, day_number, local_day, local_instant, local_second
from simulator.people.certificate import Certificate, CertificateKind, Holder, State, certificate_in, state_of
from simulator.people.day import plan_day, scan_before
from simulator.people.describe import describe
from simulator.people.enterprise import Enterprise, MachineKind, Welding
from simulator.people.habit import Habit
from simulator.people.intent import Deed, Intent
from simulator.people.label import Cheat, Label, Slip
from simulator.people.permit import Permit, permits
from simulator.people.roster import Crew, Machine, Site, site_of, terminal_of
from simulator.people.table import TableError
from simulator.people.worker import Role, Worker

__all__ = [
    "Certificate",
    "CertificateKind",
    "Cheat",
    "Crew",
    "DayKind",
    "Deed",
    "Enterprise",
    "Habit",
    "Holder",
    "Intent",
    "Label",
    "Machine",
    "MachineKind",
    "Permit",
    "Role",
    "Site",
    "Slip",
    "State",
    "TableError",
    "Welding",
    "Worker",
    "active_per_million",
    "active_today",
    "certificate_in",
    "civil",
    "day_kind",
    "day_number",
    "describe",
    "local_day",
    "local_instant",
    "local_second",
    "permits",
    "plan_day",
    "scan_before",
    "site_of",
    "state_of",
    "terminal_of",
]
