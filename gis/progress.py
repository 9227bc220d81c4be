"""How far long work is; silent by default."""

from typing import Protocol


class Cancelled(Exception):  # noqa: N818 - not an error: what the user asked for
    """The user cancelled the work; whatever it did is rolled back."""


class Progress(Protocol):
    """What long work reports to. Stages follow one another; each counts up to its own total."""

    def start(self, label: str, total: int | None = None) -> None:
        """Begin a stage called `label` of `total` steps (None: not known)."""

    def advance(self, steps: int = 1) -> None:
        """Say that `steps` more steps of the stage are done. Raises Cancelled when the user asked for it."""


class Silent:
    """Progress that nobody watches."""

    def start(self, label: str, total: int | None = None) -> None:
        """Ignore the stage."""

    def advance(self, steps: int = 1) -> None:
        """Ignore the steps."""


SILENT: Progress = Silent()
