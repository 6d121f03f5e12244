"""`arclock`, and `python -m arclock`."""

from arclock.names import refuse_foreign_packages


def main() -> None:
    refuse_foreign_packages()
    from arclock.app import app  # only now: an import of a stranger's package would run it

    app(prog_name="arclock")


if __name__ == "__main__":
    main()
