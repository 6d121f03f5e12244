"""What runs before any firmware does and decides which of the two banks that is (UPG-08).

It knows nothing of links and platforms; all it looks at lies in the flash. So whatever becomes of a new firmware, a power-up
ends in one that is whole: the old bank is kept until the new one has logged in.
"""

from dataclasses import replace

from protocol_spec.codes import Result, UpgradeState
from protocol_spec.upgrade_table import UpgradeOccurrence, upgrade_following
from simulator.terminal.flash import Flash
from simulator.terminal.settings.trial import STARTS


def start(flash: Flash, at_manufacture: str) -> None:
    """At each power-up, before the firmware's first instruction."""
    flash.firmware = flash.firmware or at_manufacture
    upgrade = flash.upgrade
    if upgrade is None or not upgrade.on_trial:
        return
    if upgrade.starts >= STARTS:
        give_back(flash)
    else:
        flash.upgrade = replace(upgrade, starts=upgrade.starts + 1)


def swap(flash: Flash) -> bool:
    """The other bank runs from the next start: the new one where it is ready, the old one where the new is on trial. False
    where there is nothing to swap."""
    upgrade = flash.upgrade
    if upgrade is not None and upgrade.on_trial:
        give_back(flash)
        return True
    if upgrade is None or upgrade.state is not UpgradeState.READY:
        return False
    state = upgrade_following(upgrade.state, UpgradeOccurrence.LOCKED_IDLE)
    flash.upgrade = replace(upgrade, state=state, before=flash.firmware, on_trial=True, starts=0)
    flash.firmware = upgrade.offer.version
    return True


def give_back(flash: Flash) -> None:
    """UPG-08 "After a bad image, or a new firmware that does not log in within the trial of an address, the old firmware MUST
    run." """
    upgrade = flash.upgrade
    assert upgrade is not None, "there is no upgrade to give back"
    state = upgrade_following(upgrade.state, UpgradeOccurrence.DID_NOT_START)
    flash.firmware, flash.bad_image = upgrade.before, False
    flash.upgrade = replace(upgrade, state=state, result=Result.NOT_LOGGED_IN, on_trial=False)
