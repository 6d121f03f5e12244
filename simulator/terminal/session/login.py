"""What a terminal says of itself to be let in: REGISTER once, LOGIN after every connect (SES-01, SES-02, SES-04)."""

from protocol_spec.messages import Login, Register
from simulator.draw import Draw
from simulator.terminal.flash import Flash
from simulator.terminal.profile import Identity, Profile


def login_message(identity: Identity, flash: Flash, draw: Draw, attempt: int) -> Login:
    """SES-04: the attempt count leads the nonce, so that it rises; the rest is drawn, so that it is not guessed."""
    low = draw.at("nonce", flash.boot_counter << 20 | attempt) >> 24
    return Login(
        suite=identity.suite,
        boot_counter=flash.boot_counter,
        nonce=attempt << 40 | low,
        oldest=flash.store.oldest,
        following=flash.store.following,
    )


def register_message(identity: Identity, profile: Profile, flash: Flash) -> Register:
    return Register(
        suite=identity.suite,
        vendor=profile.vendor,
        model=profile.model,
        hardware=profile.hardware,
        firmware=flash.firmware,
        imei=profile.imei,
        iccid=profile.iccid,
        qr=identity.qr,
        division=profile.division,
        access=profile.access,
        capability=profile.capability,
    )
