"""The `wuzha` command. It ends with 0 when all is done, 1 when faults were found or the
deed was refused, 2 when it could not run."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """The pure floors answer at once: for them neither settings nor Django are read."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["detect"]:
        from wuzha.detection.__main__ import main as detect

        return detect(given[1:])
    if given[:1] == ["screen"]:
        from wuzha.detection.texts.__main__ import main as screen

        return screen(given[1:])
    if given[:1] == ["plans"]:
        from wuzha.reading.__main__ import main as plans

        return plans(given[1:])
    from wuzha.config.commands.running import run

    return run(given)


if __name__ == "__main__":
    sys.exit(main())
