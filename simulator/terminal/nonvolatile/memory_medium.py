"""A flash medium in memory, which can be told to lose its supply in the middle of any write, and whose pages wear out."""

from dataclasses import dataclass

from simulator.draw import Draw
from simulator.terminal.nonvolatile.medium import ERASED, PageWorn, PowerLost


@dataclass(frozen=True)
class Cut:
    """The supply goes in write number `write` (the first is 0, erasing counts). Of a program `done` bytes are there whole and
    the next one half; an erase has begun where `done` is not 0, and where it is the page's size it was just over."""

    write: int
    done: int = 0


class MemoryMedium:
    """`endurance` is how many erases a page takes, None for ever; `wear` how many it had; `worn` those that take no more."""

    def __init__(self, pages: int = 64, page_size: int = 4096, *, endurance: int | None = None, seed: int = 0) -> None:
        self.pages = pages
        self.page_size = page_size
        self.content = bytearray([ERASED]) * (pages * page_size)
        self.wear = [0] * pages
        self.worn: set[int] = set()
        self.writes = 0
        self.cut: Cut | None = None
        self.dark = False
        self._endurance = endurance
        self._draw = Draw(seed, "0")

    def lose_power(self, after: int, done: int = 0) -> None:
        """After so many more whole writes, and in the middle of the next."""
        self.cut = Cut(self.writes + after, done)

    def power_on(self) -> None:
        self.dark, self.cut = False, None

    def read(self, offset: int, size: int) -> bytes:
        self._feel()
        return bytes(self.content[offset : offset + size])

    def program(self, offset: int, data: bytes) -> None:
        self._feel()
        page, end = offset // self.page_size, offset + len(data)
        if not data or (end - 1) // self.page_size != page:
            raise ValueError(f"{len(data)} bytes at {offset} are not within one page of {self.page_size}")
        if self.content.count(ERASED, offset, end) != len(data):
            raise ValueError(f"programming bytes {offset} to {end} again: flash goes from ones to zeros, once")
        if page in self.worn:
            raise PageWorn(page)
        if (done := self._breaks()) is None:
            self.content[offset:end] = data
            return
        done = min(done, len(data))
        self.content[offset : offset + done] = data[:done]
        if done < len(data):
            self.content[offset + done] &= data[done] | self._noise(0)
        raise PowerLost(f"in the middle of programming {len(data)} bytes at {offset}")

    def erase(self, page: int) -> None:
        self._feel()
        if page in self.worn or self.wear[page] == self._endurance:
            self.worn.add(page)
            raise PageWorn(page)
        self.wear[page] += 1
        begin, end = page * self.page_size, (page + 1) * self.page_size
        done = self._breaks()
        if done is None or done >= self.page_size:
            self.content[begin:end] = bytes([ERASED]) * self.page_size
        elif done:
            for at in range(begin, end):  # some bits have risen and some not
                self.content[at] |= self._noise(at)
        if done is not None:
            raise PowerLost(f"in the middle of erasing page {page}")

    def sync(self) -> None:
        self._feel()

    def _feel(self) -> None:
        if self.dark:
            raise PowerLost("there is no supply")

    def _breaks(self) -> int | None:
        """Count one write; None where it goes through."""
        number, self.writes = self.writes, self.writes + 1
        if self.cut is None or number != self.cut.write:
            return None
        self.dark = True
        return self.cut.done

    def _noise(self, at: int) -> int:
        return self._draw.at("half a write", self.writes << 32 | at) & 0xFF
