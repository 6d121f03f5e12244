"""The port to a flash medium: pages that are erased whole, to ones, and programmed byte by byte.

Addresses are counted from the first byte of the first page. Whoever implements it keeps the order: what was written first is
there first, and nothing written before `sync` returns is lost after it.
"""

from typing import Protocol

ERASED = 0xFF


class PowerLost(Exception):
    """The supply went in the middle of a write, or before it: whoever wrote is dead, and only the medium is left."""


class PageWorn(Exception):
    """This page does not take what is written any more. What it holds still reads."""

    def __init__(self, page: int) -> None:
        super().__init__(f"page {page} is worn out")
        self.page = page


class MediumFull(Exception):
    """What must not be lost does not fit: unacknowledged events alone are more than the medium holds."""


class NotReadable(ValueError):
    """What lies on the medium is whole, and this program does not know it."""


class Medium(Protocol):
    pages: int
    page_size: int

    def read(self, offset: int, size: int) -> bytes: ...

    def program(self, offset: int, data: bytes) -> None:
        """Write into erased bytes of one page.

        Raises:
            PageWorn: the page is not to be used again.
            PowerLost: some of the first bytes may be there.
        """

    def erase(self, page: int) -> None:
        """Set all of a page to ones.

        Raises:
            PageWorn: the page is not to be used again.
            PowerLost: the page may hold anything now.
        """

    def sync(self) -> None:
        """Return when what was written will outlast a power cut."""
