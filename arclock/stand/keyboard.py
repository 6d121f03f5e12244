"""Single keys from a terminal, where there is one: POSIX through termios, Windows through msvcrt."""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator

Pressed = Callable[[str], None]

UP, DOWN, ESCAPE = "up", "down", "escape"
_SEQUENCES = {"\x1b[A": UP, "\x1b[B": DOWN, "\x1bOA": UP, "\x1bOB": DOWN, "\x1b": ESCAPE}
_WINDOWS = {"H": UP, "P": DOWN}


@contextlib.contextmanager
def keyboard(pressed: Pressed) -> Iterator[None]:
    """Each key is told once, without waiting for a line and without an echo; Ctrl-C stays what it is."""
    with _windows(pressed) if sys.platform == "win32" else _posix(pressed):
        yield


@contextlib.contextmanager
def _posix(pressed: Pressed) -> Iterator[None]:
    import termios
    import tty

    fd, loop = sys.stdin.fileno(), asyncio.get_running_loop()
    before = termios.tcgetattr(fd)

    def read() -> None:
        data = os.read(fd, 64)
        if not data:
            loop.remove_reader(fd)
        for key in keys_of(data.decode(errors="ignore")):
            pressed(key)

    tty.setcbreak(fd)
    loop.add_reader(fd, read)
    try:
        yield
    finally:
        loop.remove_reader(fd)
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def keys_of(text: str) -> Iterator[str]:
    """The keys in what was read at once: an escape sequence is one, an unknown one is none."""
    while text:
        sequence = next((known for known in _SEQUENCES if text.startswith(known) and known != "\x1b"), None)
        if sequence is not None:
            yield _SEQUENCES[sequence]
            text = text[len(sequence) :]
        elif text.startswith("\x1b") and len(text) > 1:
            return
        else:
            yield _SEQUENCES.get(text[0], text[0])
            text = text[1:]


@contextlib.contextmanager
def _windows(pressed: Pressed) -> Iterator[None]:
    import msvcrt

    loop, over = asyncio.get_running_loop(), threading.Event()
    getwch: Callable[[], str] = msvcrt.getwch  # type: ignore[attr-defined,unused-ignore]

    def read() -> None:
        while not over.is_set():
            key = getwch()
            key = _WINDOWS.get(getwch(), "") if key in ("\x00", "\xe0") else _SEQUENCES.get(key, key)
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(pressed, key)

    threading.Thread(target=read, daemon=True).start()
    try:
        yield
    finally:
        over.set()
