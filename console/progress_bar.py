"""How far long work is, on standard error: a bar with the time left on a terminal, else a line per stage."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from console.language import Language
from console.loader_words import stage_words
from gis.progress import Progress


@contextmanager
def show_progress(console: Console, language: Language) -> Iterator[Progress]:
    """Yield what long work reports to; shown on `console`, its stages in `language`, until the block ends."""
    if not console.is_terminal:
        yield _Lines(console, language)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, TextColumn("·"), TimeRemainingColumn(), console=console) as bars:
        yield _Bars(bars, language)


class _Bars:
    """One bar per stage; a stage is over when the next one begins."""

    def __init__(self, bars: Bars, language: Language) -> None:
        self._bars = bars
        self._language = language

    def start(self, label: str, total: int | None = None) -> None:
        if self._bars.task_ids:
            last = self._bars.tasks[-1]
            self._bars.update(last.id, total=last.completed)
        self._bars.add_task(stage_words(label, self._language), total=total)

    def advance(self, steps: int = 1) -> None:
        self._bars.advance(self._bars.task_ids[-1], steps)


class _Lines:
    """One line per stage, when it begins, with what the one before took."""

    def __init__(self, console: Console, language: Language) -> None:
        self._console = console
        self._language = language
        self._begun = time.monotonic()

    def start(self, label: str, total: int | None = None) -> None:
        size = "" if total is None else f" ({total:,})"
        seconds = time.monotonic() - self._begun
        stage = stage_words(label, self._language)
        self._console.print(f"{seconds:6.1f} s  {stage}{size}", markup=False, highlight=False)

    def advance(self, steps: int = 1) -> None:
        """Say nothing: a log is no place for a bar."""
