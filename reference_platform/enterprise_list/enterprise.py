"""One accepted line of the list. Counts are machines (台) and persons (人); names of places are the official ones."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Enterprise:
    serial: int
    """Column 1. Not an identity: the code is."""
    name: str
    uscc: str
    enterprise_type: str
    city: str
    county: str
    town: str
    """The official name where the town is known, otherwise as written; may be empty."""
    address: str
    crowded_place_subclass: str | None
    legal_person: str = field(repr=False)
    legal_phone: str = field(repr=False)
    contact_phone: str = field(repr=False)
    production_state: str
    welding: bool
    mobile: bool
    """Works at changing places: no fence, and a position is required with each scan."""
    machines: int
    workers: int
    division_code: str
    """Six digits of the county (GB/T 2260) or functional zone (statistical)."""
