"""What the machine does in a stretch: the loops of `simulator.machine` once more, for many terminals, over numbers.

`c` is a row of SETTING, `d` one of DEMAND, `s` one of STATE, which is written; `flows` the 256 flickers of each demand. All is
int64; words that were drawn are uint64 until a few of their bits are wanted. The order in which things happen at one instant
is the plant's: time first, then the torch, then the cabinet's step, then strike or quench.
"""

from typing import Any

import numpy as np

from protocol_spec.instant import DAY, MS, S
from simulator.machine import lognormal
from simulator.machine.arc import BURN_SHIFT, SLOT, SLOTS_A_WORD
from simulator.machine.climate import FROM_MORNING, GRID, LAG, TO_CHINA
from simulator.machine.pattern import WORK_SHIFT
from simulator.machine.plant import STEADY
from simulator.quiet.compiled import part
from simulator.quiet.draws import at_in_kernel as drawn
from simulator.quiet.draws import below_in_kernel as drawn_below
from simulator.quiet.stretch import NONE

NORMAL = np.array(lognormal.NORMAL, dtype=np.int64)
POWERS = np.array(lognormal.POWERS, dtype=np.int64)
LOG2_E = lognormal.LOG2_E
FAR = 1 << 62
DAY_SECONDS = DAY // S
HALF_DAY = DAY_SECONDS // 2
STEADY_SIXTEEN = STEADY & 0xFFFF
DECIAMPERES_PER_WATT = 10 * 1_000 * 10_000

FROM_ELSEWHERE = (
    *(lognormal.NORMAL, lognormal.POWERS, LOG2_E, BURN_SHIFT, SLOT, SLOTS_A_WORD),
    *(FROM_MORNING, GRID, LAG, TO_CHINA, WORK_SHIFT, STEADY),
)


@part
def _sixteen(word: Any, lane: Any) -> Any:
    return np.int64((word >> np.uint64(16 * lane)) & np.uint64(0xFFFF))


@part
def _between(least: Any, most: Any, sixteen: Any) -> Any:
    return least + (sixteen * (most - least + 1) >> 16)


# ---- the pattern of a work -------------------------------------------------------------------------------------------


@part
def _cut(median: Any, spread: Any, least: Any, most: Any, sixteen: Any) -> Any:
    index, rest = sixteen >> 8, sixteen & 0xFF
    normal = NORMAL[index] + ((NORMAL[index + 1] - NORMAL[index]) * rest >> 8)
    exponent = normal * spread * LOG2_E >> 28
    return min(max(median * POWERS[exponent & 0xFF] >> (16 - (exponent >> 8)), least), most)


@part
def _gap(c: Any, d: Any, k: Any) -> Any:
    """µs; never of the first arc, which the core has planned when the work began."""
    word = drawn(c.pattern_stream, (c.work << WORK_SHIFT) | k)
    bits = _sixteen(word, 1)
    if d.electrode and k % c.hand != 0:
        return _cut(d.pause_median, d.pause_spread, d.pause_least, d.pause_most, bits) * MS
    if _sixteen(word, 2) * 1_000_000 < (d.rest_chance * c.rests) << 16:
        return _between(d.rest_least, d.rest_most, _sixteen(word, 3)) * MS
    gap = _cut(d.gap_median, d.gap_spread, d.gap_least, d.gap_most, bits)
    return max(1, gap * 1_000 // c.pace) * MS


@part
def _weight(c: Any, k: Any) -> Any:
    return 128 + (_sixteen(drawn(c.pattern_stream, (c.work << WORK_SHIFT) | k), 0) & 0xFF)


@part
def _length(c: Any, d: Any, k: Any) -> Any:
    if not d.electrode:
        bits = _sixteen(drawn(c.pattern_stream, (c.work << WORK_SHIFT) | k), 0)
        return _cut(d.arc_median, d.arc_spread, d.arc_least, d.arc_most, bits) * MS
    number, own = k // c.hand, k % c.hand
    word = drawn(c.electrode_stream, (c.work << WORK_SHIFT) | number)
    whole = _between(d.millis_least, d.millis_most, _sixteen(word, 0))
    before, total, mine = np.int64(0), np.int64(0), np.int64(0)
    for each in range(c.hand):
        weight = _weight(c, number * c.hand + each)
        total += weight
        before += weight if each < own else 0
        mine = weight if each == own else mine
    return (whole * (before + mine) // total - whole * before // total) * MS


@part
def _turn(c: Any, d: Any, s: Any) -> None:
    if c.working:
        while s.at - c.work_began >= s.arc_ends:
            s.k += 1
            s.arc_begins = s.arc_ends + _gap(c, d, s.k)
            s.arc_ends = s.arc_begins + _length(c, d, s.k)


@part
def torch_edge(c: Any, s: Any) -> Any:
    if not c.working:
        return FAR
    begun = s.at - c.work_began >= s.arc_begins
    return c.work_began + (s.arc_ends if begun else s.arc_begins)


# ---- the arc ---------------------------------------------------------------------------------------------------------


@part
def _settle(c: Any, d: Any, s: Any) -> None:
    wanted = c.trigger or (c.working and s.at - c.work_began >= s.arc_begins)
    wanted = c.enabled and wanted
    if bool(wanted) == bool(s.burning):
        return
    s.burning = 1 if wanted else 0
    if wanted:
        s.strikes += 1
        s.burn, s.struck, s.burn_until = s.strikes, s.at, s.at
        word = drawn(c.strike_stream, s.burn << BURN_SHIFT)
        s.strike_slots = _between(d.slots_least, d.slots_most, _sixteen(word, 0))
        s.strike_permille = _between(d.permille_least, d.permille_most, _sixteen(word, 1))


@part
def _flow(c: Any, d: Any, s: Any, flows: Any, word: Any, slot: Any) -> Any:
    """0.1 A, 0.1 V and W in this slot, of which `word` is drawn."""
    bits = _sixteen(word, slot % SLOTS_A_WORD)
    current, line = flows[c.demand, bits & 0xFF, 0], flows[c.demand, bits & 0xFF, 1]
    if slot < s.strike_slots:
        current = current * s.strike_permille // 1_000
        line = d.base + min(current, d.flat_from * 10) * d.milliohms // 1_000
    voltage = line + ((bits >> 8) * (2 * d.spread + 1) >> 8) - d.spread
    return current, voltage, current * voltage // 100


@part
def _word(c: Any, s: Any, slot: Any) -> Any:
    return drawn(c.arc_stream, (s.burn << BURN_SHIFT) | (slot // SLOTS_A_WORD))


@part
def _burn(c: Any, d: Any, s: Any, flows: Any, until: Any) -> None:
    """The meter, from where time stands to `until`, slot by slot."""
    begins, ends = s.at - s.struck, until - s.struck
    slot, arc, mains = begins // SLOT, np.int64(0), np.int64(0)
    word = _word(c, s, slot)
    while begins < ends:
        if slot % SLOTS_A_WORD == 0:
            word = _word(c, s, slot)
        power = _flow(c, d, s, flows, word, slot)[2]
        lasts = min(ends, (slot + 1) * SLOT) - begins
        arc += power * lasts
        mains += (power * 100 // c.efficiency + c.idle_watts) * lasts
        begins, slot = begins + lasts, slot + 1
    s.true_arc_micros += until - s.at
    s.true_arc_energy += arc
    s.true_mains_energy += mains
    if c.counted:
        s.arc_micros += until - s.at
        s.microjoules += mains if c.of_the_mains else arc


# ---- what is read ----------------------------------------------------------------------------------------------------


@part
def _wave(seconds: Any) -> Any:
    side, x = (seconds % DAY_SECONDS) // HALF_DAY, seconds % HALF_DAY
    height = 4_000 * x * (HALF_DAY - x) // (HALF_DAY * HALF_DAY)
    return -height if side else height


@part
def _ambient(c: Any, at: Any) -> Any:
    if not c.swing and not c.drift:
        return c.middle
    local = at // GRID * GRID + TO_CHINA
    day, seconds = local // DAY, local % DAY // S
    today = drawn_below(2 * c.drift + 1, c.weather_stream, day) - c.drift
    tomorrow = drawn_below(2 * c.drift + 1, c.weather_stream, day + 1) - c.drift
    drift = today * 1_000 + (tomorrow - today) * 1_000 * seconds // DAY_SECONDS
    return (c.middle * 1_000 + c.swing * _wave(seconds - FROM_MORNING // S) + drift) // 1_000


@part
def temperature(c: Any, s: Any) -> Any:
    """0.1 °C, as the module's thermometer says."""
    if c.imposed != NONE:
        return c.imposed + c.warmer
    return _ambient(c, s.step * GRID) + s.rise // 100 + c.warmer


@part
def _sensed(true: Any, sixteen: Any, scale: Any, gain: Any, zero: Any, noise: Any, start: Any) -> Any:
    raw = true + gain * min(true, scale) // scale + zero + (sixteen * (2 * noise + 1) >> 16) - noise
    return 0 if true == 0 or raw < start else max(0, raw)


@part
def read(c: Any, d: Any, s: Any, flows: Any) -> Any:
    """Mains current, arc current and arc voltage, as the module's sensors say."""
    mains, arc, volts = np.int64(0), np.int64(0), np.int64(0)
    first, second, third = np.int64(STEADY_SIXTEEN), np.int64(STEADY_SIXTEEN), np.int64(STEADY_SIXTEEN)
    if c.energised and s.burning:
        slot = (s.at - s.struck) // SLOT
        arc, volts, power = _flow(c, d, s, flows, _word(c, s, slot), slot)
        mains = power * DECIAMPERES_PER_WATT // c.mains_divisor + c.idle_current
        if c.noisy:
            word = drawn(c.sensor_noise_stream, (s.burn << BURN_SHIFT) | slot)
            first, second, third = _sixteen(word, 0), _sixteen(word, 1), _sixteen(word, 2)
    elif c.energised:
        mains, volts = c.idle_current, c.ready_volts
    if not c.in_sight:
        mains, arc = np.int64(0), np.int64(0)
    return (
        _sensed(mains, first, c.mains_scale, c.mains_gain, c.mains_zero, c.mains_noise, c.mains_start),
        _sensed(arc, second, c.arc_scale, c.arc_gain, c.arc_zero, c.arc_noise, c.arc_start),
        _sensed(volts, third, c.volts_scale, c.volts_gain, c.volts_zero, c.volts_noise, c.volts_start),
    )


@part
def begins_unsure(c: Any, s: Any) -> Any:
    """Whether this is the beginning of an arc that may not count yet: then it is looked at slot by slot."""
    return c.unsure and c.seen and s.burning and (s.at - s.struck) // SLOT < s.strike_slots


@part
def flowing(c: Any, d: Any, s: Any, flows: Any) -> Any:
    """Whether there is a current, as far as the firmware can see."""
    if not begins_unsure(c, s):
        return c.seen and s.burning
    mains, arc, _ = read(c, d, s, flows)
    return (mains if c.judges_mains else arc) >= c.threshold


# ---- time ------------------------------------------------------------------------------------------------------------


@part
def _is_cold(c: Any, s: Any) -> Any:
    return not c.energised and s.rise == 0 and s.true_mains_energy - s.true_arc_energy == s.lost_before


@part
def _flow_until(c: Any, d: Any, s: Any, flows: Any, until: Any) -> None:
    if until <= s.at:
        return
    if s.burning:
        flowed = flowing(c, d, s, flows)
        _burn(c, d, s, flows, until)
        s.burn_until = until
        if flowed:
            s.last_current = until
    elif c.energised:
        s.true_mains_energy += c.idle_watts * (until - s.at)
    elif _is_cold(c, s):
        s.step = max(s.step, until // GRID)
    s.at = until


@part
def _pass_step(c: Any, s: Any) -> None:
    lost = s.true_mains_energy - s.true_arc_energy
    wanted = min((lost - s.lost_before) * c.warms // (GRID * c.rated), 2 * c.warms)
    s.rise = (s.rise * (LAG - GRID) + wanted * GRID) // LAG
    s.step += 1
    s.lost_before = lost


@part
def advance(c: Any, d: Any, s: Any, flows: Any, until: Any) -> Any:
    """On to `until`, or to the first step of the grid from which the next could bring a temperature that matters. False where
    it was such a step: what is due at that instant is then the core's."""
    while True:
        step = (s.step + 1) * GRID if c.moves and not _is_cold(c, s) else FAR
        edge = min(torch_edge(c, s), step)
        if edge > until:
            break
        _flow_until(c, d, s, flows, edge)
        _turn(c, d, s)
        if step <= edge:
            _pass_step(c, s)
        _settle(c, d, s)
        if step <= edge and temperature(c, s) >= c.warm_limit:
            return False
    _flow_until(c, d, s, flows, until)
    return True
