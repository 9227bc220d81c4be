"""How far long work is; silent by default."""

from threading import Event
from typing import Protocol


class Cancelled(Exception):  # noqa: N818 - not an error: what the user asked for
    """The user cancelled the work; whatever it did is rolled back."""


class Progress(Protocol):
    """What long work reports to. Stages follow one another; each counts up to its own total."""

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a stage called `label` of `total` steps (None: not known)."""

    def advance(self, steps: int = 1) -> None:
        """Say that `steps` more steps of the stage are done. Raises Cancelled when the user asked for it.

        With 0 steps it is asked only whether to go on: so that nobody waits long, several times in a second.
        """


class Silent:
    """Progress that nobody watches."""

    def start(self, label: str, total: int | None = None) -> None:
        """Ignore the stage."""

    def advance(self, steps: int = 1) -> None:
        """Ignore the steps."""


SILENT: Progress = Silent()


class Stoppable(Silent):
    """Progress of work in other threads: nobody watches it, and whoever waits for it can end it."""

    def __init__(self) -> None:
        self._told = Event()

    def stop(self) -> None:
        """Let the work end at its next step."""
        self._told.set()

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a stage. Raises Cancelled when it is told to stop."""
        del label, total
        self.advance(0)

    def advance(self, steps: int = 1) -> None:
        """Go on. Raises Cancelled when it is told to stop."""
        del steps
        if self._told.is_set():
            raise Cancelled
