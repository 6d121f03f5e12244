"""`python -m tests.evidence [--check]`"""

import sys

from tests.evidence.report import PAGE, page

if "--check" in sys.argv[1:]:
    stale = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page()
    sys.stderr.write(f"{PAGE} is {'stale: python -m tests.evidence writes it' if stale else 'current'}\n")
    sys.exit(stale)
PAGE.parent.mkdir(parents=True, exist_ok=True)
PAGE.write_text(page(), encoding="utf-8")
sys.stdout.write(f"{PAGE}\n")
