"""What the bytes of a frame mean and what is wrong with them, for people; derived from the declarations.

A receiver stops at the first thing that is wrong, and a stream receiver says nothing at all. This package says where, why
and what would be right, and explains the rest all the same.
"""

from protocol_spec.explain.explanation import explain
from protocol_spec.explain.hex_text import HexError, parse_hex
from protocol_spec.explain.keys import Keys
from protocol_spec.explain.piece import Explained, Gravity, Piece, Plain, Sort, TagCheck, Trouble
from protocol_spec.explain.words import Words

__all__ = [
    "Explained",
    "Gravity",
    "HexError",
    "Keys",
    "Piece",
    "Plain",
    "Sort",
    "TagCheck",
    "Trouble",
    "Words",
    "explain",
    "parse_hex",
]
