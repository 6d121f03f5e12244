"""`arclock`, and `python -m arclock`."""

import sys

from arclock.names import refuse_foreign_packages


def main() -> None:
    refuse_foreign_packages()
    from arclock.app import app  # only now: an import of a stranger's package would run it
    from simulator.runtime.run_folder import RunFolderUnwritable

    try:
        app(prog_name="arclock")
    except RunFolderUnwritable as error:
        sys.stderr.write(f"arclock: {error}\n")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
