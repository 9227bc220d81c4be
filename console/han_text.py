"""Chinese in a terminal, as Chinese is set: a line may end after any character, and none begins with a comma.

Rich breaks lines at spaces alone, so that a Chinese sentence is one long word to it, which it cuts off.
"""

import re
from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len
from rich.containers import Lines
from rich.text import Text
from typer.rich_utils import OptionHighlighter

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u9fff\uf900-\ufaff"
_OPENS = "（《〈【〔“‘"
_CLOSES = "，。、；：？！）》〉】〕”’…％"
_UNIT = re.compile(rf"[{_OPENS}]*(?:[{_HAN}]|[^\s{_HAN}{_OPENS}{_CLOSES}]+)?[{_CLOSES}]*\s*")


class HanText(Text):
    """Text that is wrapped by `line_starts`, flush left."""

    def wrap(self, console: Any, width: int, **how: Any) -> Lines:
        """Return the text in lines of `width` cells at most; `how` is what rich says of words, and is not asked."""
        del console, how
        lines = Lines()
        for line in self.split(allow_blank=True):
            lines.extend(line.divide(list(line_starts(line.plain, width))))
        for line in lines:
            line.rstrip()
        return lines


class HanHighlighter(OptionHighlighter):
    """Highlights options and types as typer does, in text that is wrapped as Chinese."""

    highlights = [*OptionHighlighter.highlights, "(?P<usage>用法：)"]  # noqa: RUF012 - rich's own attribute

    def __call__(self, text: str | Text) -> Text:
        """Return the text with its highlights."""
        lit = super().__call__(text)
        made = HanText(lit.plain, style=lit.style, justify=lit.justify, overflow=lit.overflow, end=lit.end)
        made.spans = lit.spans
        return made


def line_starts(text: str, width: int) -> Iterator[int]:
    """Yield where in `text` each line after the first begins, when a line has `width` cells (a Han character: two)."""
    used = 0
    for unit in _UNIT.finditer(text):
        need = cell_len(unit[0].rstrip())
        if used and used + need > width:
            yield unit.start()
            used = 0
        if need > width:  # a word longer than a line
            for place, character in enumerate(unit[0].rstrip(), start=unit.start()):
                if used and used + cell_len(character) > width:
                    yield place
                    used = 0
                used += cell_len(character)
        else:
            used += cell_len(unit[0])
