"""The Wireshark dissector: the declarations as one Lua table, and behind it the part that reads any such table.

The Lua files beside this one know forms and frames, and no message: what is declared tomorrow is dissected tomorrow.
"""

from importlib.resources import files
from typing import Any

from protocol_spec.edition import WTP1, Edition
from protocol_spec.export.declarations import NOTICE, declarations
from protocol_spec.export.lua_text import lua
from protocol_spec.export.mark import GENERATED_BY

PARTS = ("fields.lua", "belief.lua", "frame.lua", "stream.lua")
TAKEN = ("protocol", "edition", "frame", "messages", "codes", "bits", "event_values", "parameters")
LEFT_OUT = ("order", "default", "read_only", "ack", "when")


def dissector(edition: Edition = WTP1) -> str:
    """`wtp1.lua` of an edition, for Wireshark 3.6 and later."""
    declared = declarations(edition)
    port = next(constant["value"] for constant in declared["bindings"] if constant["name"] == "TCP_PORT")
    table = {name: _without(declared[name]) for name in TAKEN} | {"tcp_port": port}
    resources = files("protocol_spec.export")
    parts = [resources.joinpath(part).read_text(encoding="utf-8").rstrip() for part in PARTS]
    return "\n".join([*_head(edition), f"local DECLARED = {lua(table)}", "", *parts, ""])


def _head(edition: Edition) -> list[str]:
    filters = f"wtp{edition.number}.status"
    return [
        f"-- {edition.name} edition {edition.number} for Wireshark and tshark. {GENERATED_BY}; do not edit.",
        f"-- {NOTICE}",
        "--",
        "-- Copy this file into the folder that Help > About Wireshark > Folders calls Personal Lua Plugins, or:",
        "--   tshark -X lua_script:wtp1.lua -r runs/certify-sim/trace.pcapng",
        "-- It names things in Chinese where the locale or WTP_LANG says zh (or -X lua_script1:zh), otherwise in English.",
        f"-- Filters: {filters}.arc_current is the number on the wire, {filters}.arc_current.value the measurement.",
        "",
    ]


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(entry) for key, entry in value.items() if key not in LEFT_OUT}
    return [_without(entry) for entry in value] if isinstance(value, list) else value
