"""`arclock`, and `python -m arclock`."""

import io
import sys

from arclock.names import refuse_foreign_packages


def _prepare_streams() -> None:
    """A closed standard output is refused; a character that a stream's encoding lacks is escaped."""
    if sys.stdout is None:
        if sys.stderr is not None:
            sys.stderr.write("arclock: standard output is closed: give it a file, a pipe or /dev/null\n")
        raise SystemExit(2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    _prepare_streams()
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
