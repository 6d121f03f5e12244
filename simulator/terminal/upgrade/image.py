"""A firmware image of the laboratory: any bytes under a version, offered as a vendor would (UPG-01, UPG-05).

What a virtual terminal does with an image does not depend on what is in it: after the restart it is the same program under
the new version's name.
"""

import hashlib

from protocol_spec.messages import UpgradeOffer
from protocol_spec.messages.upgrade import CHUNK
from protocol_spec.upgrade_table import signed
from simulator.terminal.profile import Profile
from simulator.terminal.upgrade.signature import sign_in_the_laboratory


def offer_of(
    image: bytes, version: str, profile: Profile, *, upgrade: int = 1, command: int = 1, chunk: int = CHUNK
) -> UpgradeOffer:
    """The offer of this image to terminals of this profile, signed with the laboratory's key."""
    digest = hashlib.sha256(image).digest()
    covered = signed(profile.vendor, profile.model, version, len(image), digest)
    return UpgradeOffer(
        command=command,
        upgrade=upgrade,
        version=version,
        size=len(image),
        digest=digest,
        signature=sign_in_the_laboratory(covered),
        chunk=chunk,
    )
