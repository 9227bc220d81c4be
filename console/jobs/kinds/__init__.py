"""The kinds of jobs: a module each, named after the kind.

It has a function ``run(session, *, arguments, viewer, progress, settings) -> Mapping[str, Any]``
which does the work in the session's transaction (the caller commits) and returns what came of it, as JSON.
It may have a function ``done(*, arguments, settings)``, called once that is committed.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, cast

from sqlalchemy.orm import Session

from gis.progress import Progress
from gis.settings import Settings
from gis.viewer import Viewer


class Run(Protocol):
    """The work of one kind of job."""

    def __call__(
        self, session: Session, *, arguments: Mapping[str, Any], viewer: Viewer, progress: Progress, settings: Settings
    ) -> Mapping[str, Any]:
        """Do the work and return what came of it; raises WanggeError, or Cancelled out of `progress`."""


class Done(Protocol):
    """What is left to do when the work of a job is committed."""

    def __call__(self, *, arguments: Mapping[str, Any], settings: Settings) -> None:
        """Do it."""


@cache
def find_kinds() -> tuple[str, ...]:
    """Return the names of all kinds."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def run_of(kind: str) -> Run:
    """Return the work of a kind; its module is imported only now, because it may be heavy."""
    return cast("Run", import_module(f"{__name__}.{kind}").run)


def done_of(kind: str) -> Done | None:
    """Return what a kind has to do once its work is committed, if anything."""
    return cast("Done | None", getattr(import_module(f"{__name__}.{kind}"), "done", None))
