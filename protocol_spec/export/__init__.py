"""The definition for other tools: a C99 header, a Wireshark dissector, the vectors and the declarations as JSON.

All four are pure text made from the declarations; equal declarations give equal bytes.
"""

from protocol_spec.export.c_header import c_header
from protocol_spec.export.c_text import NameTaken
from protocol_spec.export.declarations import declarations, declarations_json
from protocol_spec.export.dissector import dissector
from protocol_spec.export.mark import GENERATED_BY, is_generated
from protocol_spec.export.vectors import vectors_json

__all__ = [
    "GENERATED_BY",
    "NameTaken",
    "c_header",
    "declarations",
    "declarations_json",
    "dissector",
    "is_generated",
    "vectors_json",
]
