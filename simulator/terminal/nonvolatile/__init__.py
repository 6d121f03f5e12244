"""Memory that outlasts its supply: a journal on a small flash medium. Only terminals that ask for it have one."""

from simulator.terminal.nonvolatile.journal import Journal
from simulator.terminal.nonvolatile.kept import Kept
from simulator.terminal.nonvolatile.medium import Medium, MediumFull, NotReadable, PageWorn, PowerLost
from simulator.terminal.nonvolatile.memory_medium import Cut, MemoryMedium

__all__ = ["Cut", "Journal", "Kept", "Medium", "MediumFull", "MemoryMedium", "NotReadable", "PageWorn", "PowerLost"]
