"""The four access classes: where the module's contact sits, what it takes away, and what a bridge around it goes around.

| class | contact | locked, the machine is | a bridge is |
|---|---|---|---|
| A mains relay | contactor in the feed | dead: no idle current, no lamp | wires across it; the clamp still sees them |
| B inhibit loop | in the thermal or trigger loop | energised, idle; the lamp says too hot | a wire across the loop |
| C smart meter | breaker in the meter | dead | wires around the meter, which sees nothing |
| D native lock | a bit in the source's control | energised, idle | another program in the source |

So in B and D an idle current flows while locked, and is no bypass: it is below any threshold. In B a worker cannot tell a lock
from a thermal trip: both open the same loop. In C a bridge is seen by nobody on the spot.
"""

from protocol_spec.codes import AccessClass

_IN_THE_FEED = (AccessClass.MAINS_RELAY, AccessClass.METER)


def energised(access: AccessClass, mains: bool, contact: bool, bridged: bool) -> bool:
    """Whether the machine has power."""
    return mains and (access not in _IN_THE_FEED or contact or bridged)


def enabled(mains: bool, contact: bool, bridged: bool) -> bool:
    """Whether an arc could be struck, as far as the module has a say."""
    return mains and (contact or bridged)


def in_sight(access: AccessClass, bridged: bool) -> bool:
    """Whether what flows goes past the module's current sensor and meter."""
    return not (access is AccessClass.METER and bridged)


def warning_lamp(access: AccessClass, energised: bool, contact: bool, bridged: bool, tripped: bool) -> bool:
    """Whether the lamp "too hot" of the power source is lit."""
    loop_open = access is AccessClass.INHIBIT_LOOP and not (contact or bridged)
    return energised and (tripped or loop_open)
