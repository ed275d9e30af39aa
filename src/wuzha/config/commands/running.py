"""Commands that need the settings: what goes wrong is a sentence, never a traceback."""

import os

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


def run(given: list[str]) -> int:
    """What a person did wrong, or the machine lacks, is said in a sentence; the exit
    code is that of the `wuzha` command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzha.config.settings")
    try:
        return _done(given)
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


def _done(given: list[str]) -> int:
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
