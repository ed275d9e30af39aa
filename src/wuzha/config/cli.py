"""The `wuzha` command. It ends with 0 when all is done, 1 when faults were found or the
deed was refused, 2 when it could not run."""

import os
import sys
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseError
from django.utils import translation

from wuzha.config.words import (
    COULD_NOT_RUN,
    FAULTS,
    INTERRUPTED,
    CannotRun,
    complain,
    language,
    said,
)
from wuzha.lib.refused import Refused


def main(arguments: Sequence[str] | None = None) -> int:
    """What a person did wrong, or the machine lacks, is a sentence and no traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzha.config.settings")
    try:
        return _run(given)
    except Refused as refused:
        complain(str(refused))
        return FAULTS
    except KeyboardInterrupt:
        return INTERRUPTED
    except (CannotRun, CommandError) as reason:
        complain(str(reason))
    except ImproperlyConfigured as wrong:
        complain(said("设置有误：") + str(wrong))
    except DatabaseError as broken:
        complain(said("数据库不能使用：") + str(broken).partition("\n")[0])
        complain(said("第一次使用请运行 wuzha setup，升级之后请运行 wuzha migrate。"))
    except OSError as broken:
        complain(said("文件不能使用：") + str(broken))
    return COULD_NOT_RUN


def _run(given: list[str]) -> int:
    if given[:1] == ["detect"]:
        # Pure: needs neither settings nor a database.
        from wuzha.detection.__main__ import main as detect

        return detect(given[1:])
    if given[:1] == ["screen"]:
        from wuzha.detection.texts.__main__ import main as screen

        return screen(given[1:])
    if given[:1] == ["demo"]:
        # Before the settings are read: a demo has a folder and a secret of its own.
        from wuzha.config.demonstration import prepare

        prepare()
    django.setup()
    translation.activate(language())
    # Commands use models, which are there only now.
    from wuzha.config.commands.parser import parser

    options = parser().parse_args(given)
    done: int = options.run(options)
    return done


if __name__ == "__main__":
    sys.exit(main())
