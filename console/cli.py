"""`wangge`: finds the commands, and is the only place that reads the environment.

A command is a module in `console/commands/` with `register(app)`. Its heavy imports stand inside its functions, so that
`wangge --help` answers at once.
"""

import errno
import os
import pkgutil
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from console import commands
from console.help_words import speak_by_run
from gis.errors import WanggeError

if TYPE_CHECKING:
    from rich.console import Console
    from sqlalchemy import Engine

    from console.language import Language
    from gis.settings import Settings


class Terminated(SystemExit):
    """Somebody asked the program to end (SIGTERM, or the terminal was closed)."""


@dataclass(frozen=True)
class Context:
    """What every command gets as `context.obj`.

    Attributes:
        environment: The variables the program was started with.
    """

    environment: Mapping[str, str]

    @cached_property
    def settings(self) -> "Settings":
        """Settings from the environment; a broken one is said only by a command that needs them."""
        from gis.settings import Settings  # noqa: PLC0415 - pydantic takes a tenth of a second

        return Settings.from_environment(self.environment)

    @cached_property
    def language(self) -> "Language":
        """Language of what is said to people: WANGGE_LANGUAGE, else Chinese, even where another setting is broken."""
        from console.language import as_language  # noqa: PLC0415

        return as_language(self.environment.get("WANGGE_LANGUAGE")) or "zh"

    def say(self, wording: str, **parts: Any) -> str:
        """Return an English wording in the language of this run, its parts in braces filled in."""
        from console.language import words  # noqa: PLC0415

        return words(self.language)(wording).format(**parts)

    @cached_property
    def console(self) -> "Console":
        """Where words for people go when standard output is for data: standard error."""
        from rich.console import Console  # noqa: PLC0415

        return Console(stderr=True)


@contextmanager
def record_url(settings: "Settings") -> Iterator[str]:
    """Yield the URL of the record's database; the private one is started, and stopped by its last user.

    Raises:
        MissingError: no PostgreSQL with PostGIS, or no room.
        DatabaseError: the private one does not start.
    """
    if settings.database_url is not None:
        yield settings.database_url
        return
    from gis.cluster import use_cluster  # noqa: PLC0415

    with use_cluster(settings.data_dir) as url:
        yield url


@contextmanager
def open_record(settings: "Settings") -> Iterator["Engine"]:
    """Yield an engine on the record, migrated to what this program needs.

    Raises:
        MissingError: no PostgreSQL with PostGIS, or no room.
        DatabaseError: it does not answer, goes away, refuses its user, or was made by a newer Wangge.
    """
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    from gis.database import migrate, open_engine, plain_words  # noqa: PLC0415

    with record_url(settings) as url:
        engine = open_engine(url, time_zone=settings.time_zone)
        try:
            migrate(engine)
            yield engine
        except DBAPIError as error:
            said = plain_words(error)
            if said is error:
                raise
            raise said from error
        finally:
            engine.dispose()


def build_app() -> typer.Typer:
    """Return the command line with every command of `console/commands/`."""
    app = typer.Typer(
        name="wangge",
        help="Who answers for every building, street and point of a district, and who for none.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    for found in pkgutil.iter_modules(commands.__path__):
        import_module(f"{commands.__name__}.{found.name}").register(app)
    speak_by_run(app)
    return app


def main() -> NoReturn:
    """Run the command line: exit code 1 for a WanggeError (one line), 2 for wrong usage, 130 for Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, _terminate)
    context = Context(os.environ)
    try:
        build_app()(obj=context, prog_name="wangge")
    except WanggeError as error:
        _refuse(context, str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _refuse(context, f"The disk is full ({error.filename or error}): free some room and run it again.")
    sys.exit(0)


def _refuse(context: Context, line: str) -> NoReturn:
    from console.refusals import refusal_words  # noqa: PLC0415

    sys.stderr.write(f"wangge: {refusal_words(line, context.language)}\n")
    sys.exit(1)


def _terminate(number: int, _frame: Any) -> NoReturn:
    raise Terminated(128 + number)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"wangge {version('wangge')}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    del version


if __name__ == "__main__":
    # a command imports console.cli: run that one, so that there is only one Context
    from console.cli import main as run

    run()
