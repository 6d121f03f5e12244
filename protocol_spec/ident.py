"""Terminal identity (FRM-05): 16 decimal digits, vendor 4, model 2, serial 10, packed as BCD in eight bytes."""

from protocol_spec.checks import crc16_ibm_3740

ANYBODY = "0000000000000000"
"""The id an IDENTIFY is sent to on a serial line where nobody knows who is there (DIA-03)."""


def pack_terminal(terminal: str) -> bytes:
    """Eight BCD bytes of a 16-digit id.

    Raises:
        ValueError: the id is not 16 ASCII decimal digits.
    """
    if len(terminal) != 16 or not (terminal.isascii() and terminal.isdigit()):
        raise ValueError(f"terminal id {terminal!r} is not 16 decimal digits (vendor 4, model 2, serial 10)")
    return bytes.fromhex(terminal)


def unpack_terminal(packed: bytes) -> str | None:
    """The 16 digits, or None where a nibble is no decimal digit: such a header is not believed (FRM-05)."""
    digits = packed.hex()
    return digits if digits.isdigit() else None


def qr_payload(number: int) -> str:
    """What the printed code of a machine says (PLT-01): `WTP1:` + 12 digits + `:` + CRC-16 of all before, 4 hex."""
    if not 0 < number < 10**12:
        raise ValueError(f"QR code number {number} is not between 1 and 12 digits")
    text = f"WTP1:{number:012d}:"
    return f"{text}{crc16_ibm_3740(text.encode()):04X}"


def read_qr(payload: str) -> int | None:
    """The QR code number, or None where the payload is not one of ours or its check is wrong (PLT-01)."""
    parts = payload.strip().split(":")
    if len(parts) != 3 or parts[0] != "WTP1" or len(parts[1]) != 12 or not (parts[1].isascii() and parts[1].isdigit()):
        return None
    number = int(parts[1])
    return number if number and payload.strip() == qr_payload(number) else None
