"""Our package names are flat and therefore global. Refuse to run where another owner could have been imported instead."""

import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("arclock", "conformance", "protocol_spec", "reference_platform", "reports", "scenarios", "simulator")


def foreign_packages() -> list[str]:
    """Sentences about packages of ours that come from elsewhere, or that two distributions claim."""
    home = Path(__file__).resolve().parent.parent
    complaints = []
    for name in PACKAGES:
        spec = find_spec(name)
        places = [Path(place).resolve() for place in (spec.submodule_search_locations or [])] if spec else []
        if places != [home / name]:
            found = ", ".join(map(str, places)) or "nowhere"
            complaints.append(f"package {name!r} is found at {found}, and arclock's own is {home / name}")
    if "site-packages" in str(home):
        owners = metadata.packages_distributions()
        for name in PACKAGES:
            if len(set(owners.get(name, []))) > 1:
                complaints.append(
                    f"package {name!r} belongs to several distributions: {', '.join(sorted(set(owners[name])))}"
                )
    return complaints


def refuse_foreign_packages() -> None:
    complaints = foreign_packages()
    if complaints:
        for complaint in complaints:
            sys.stderr.write(f"arclock: {complaint}\n")
        sys.stderr.write("arclock: install it into an environment of its own, and leave folders of these names\n")
        raise SystemExit(2)
