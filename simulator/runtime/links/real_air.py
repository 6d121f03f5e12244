"""The air of a proxy: an impairment on the clock of the running loop, which begins at nought when the proxy does."""

import asyncio

from protocol_spec.instant import S
from simulator.draw import Draw
from simulator.runtime.impair import Air, LinkQuality

PROXY = "0"
"""In place of a terminal's number: a proxy does not know whose bytes they are."""


def real_air(quality: LinkQuality, seed: int) -> Air:
    loop = asyncio.get_running_loop()
    zero = loop.time()
    return Air(
        Draw(seed, PROXY),
        quality,
        lambda: int((loop.time() - zero) * S),
        lambda delay, act: loop.call_later(delay / S, act),
    )
