"""What the record refuses, in the reader's language.

The record says it in English, as one line with names and figures in it. The catalogue holds such a line with
`msgctxt "refusal"` and a name in braces for each part that differs.
"""

import re
from functools import cache

from console.language import REFUSAL, Language, messages, words

_PART = re.compile(r"\{(\w+)\}")


def refusal_words(sentence: str, language: Language) -> str:
    """Return what was refused and what to do, in `language`; a sentence that is not known stays as it is."""
    said = words(language)(sentence)
    if said != sentence:
        return said
    for pattern, wording in _refusals(language):
        if found := pattern.fullmatch(sentence):
            # a part may be such a sentence itself: what coordinates look like, what kind of rows were wanted
            return wording.format(**{name: _part(part, language) for name, part in found.groupdict().items()})
    return sentence


def _part(part: str, language: Language) -> str:
    said = refusal_words(part.strip(), language) if part else ""
    return part if said == part.strip() else said


@cache
def _refusals(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return pattern and translation of each refusal; those that leave least open come first."""
    known = sorted(messages(language, REFUSAL).items(), key=lambda pair: -len(_PART.sub("", pair[0])))
    return tuple((_pattern(wording), said) for wording, said in known)


def _pattern(wording: str) -> re.Pattern[str]:
    """Return what a wording looks like when it is filled in; a name that stands twice stands for the same words."""
    seen: set[str] = set()
    parts = []
    for place, piece in enumerate(_PART.split(wording)):
        if place % 2 == 0:
            parts.append(re.escape(piece))
        else:
            parts.append(f"(?P={piece})" if piece in seen else f"(?P<{piece}>.*?)")
            seen.add(piece)
    return re.compile("".join(parts), re.DOTALL)
