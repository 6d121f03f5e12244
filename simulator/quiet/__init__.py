"""Quiet stretches of many terminals at once: the frames of the cores, without the cores.

The only place of `simulator` that knows numpy and numba (extra `fleet`), and nothing else of it imports this. What a quiet
stretch is says `stretch`; what a quiet world is says `plain`, as a program.
"""

try:
    import numba as _numba  # noqa: F401
    import numpy as _numpy  # noqa: F401
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"quiet stretches need {missing.name}: install it with  pip install 'arclock[fleet]'", name=missing.name
    ) from None

from simulator.quiet.advance import Advance, advance
from simulator.quiet.frames import Frames
from simulator.quiet.plain import Answer
from simulator.quiet.resume import resume
from simulator.quiet.stretch import NotQuiet, Stretch

__all__ = ["Advance", "Answer", "Frames", "NotQuiet", "Stretch", "advance", "resume"]
