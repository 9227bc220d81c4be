"""Chinese first, English beside it: every string of the pages, by its English wording.

The catalogues are read as they are written (`.po`), so that nothing has to be compiled. A string is marked by calling
the function that `words` returns: ``_ = words(language)``, then ``_("Blind spots")``.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import parse_qs, urlsplit

from console.catalogue_file import read_catalogue

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
COOKIE = "wangge-language"
LOCALES: dict[Language, str] = {"zh": "zh_CN", "en": "en"}
FOLDER = Path(__file__).parent / "locale"
REFUSAL = "refusal"
"""Context of the sentences in which the record refuses something; see `console.refusals`."""
HELP = "help"
"""Context of what the command line says about itself; see `console.help_words`."""


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Return what each English wording is in `language`; wordings without a translation are left out."""
    return messages(language, None)


def messages(language: Language, context: str | None) -> dict[str, str]:
    """Return the translations that stand in the catalogue under a context (None: under none)."""
    path = FOLDER / LOCALES[language] / "LC_MESSAGES" / "wangge.po"
    return {wording: said for held, wording, said in read_catalogue(path) if wording and said and held == context}


def words(language: str) -> Callable[[str], str]:
    """Return the function that says an English wording in `language` (itself when there is no translation)."""
    known = catalogue(as_language(language) or "zh")
    return lambda wording: known.get(wording, wording)


def as_language(value: object) -> Language | None:
    """Return `value` when it is a language of the pages, else None."""
    return next((language for language in LANGUAGES if language == value), None)


def current(default: Language) -> Language:
    """Return the language of the request at hand: the address's `?lang=`, else the cookie, else `default`.

    Callbacks are asked from a page whose address comes along as their referrer, so that two tabs may differ.
    """
    from flask import has_request_context, request  # noqa: PLC0415 - the command line does without it

    if not has_request_context():
        return default
    asked = as_language(request.args.get("lang"))
    if asked is None and request.referrer:
        asked = as_language(parse_qs(urlsplit(request.referrer).query).get("lang", [None])[0])
    return asked or as_language(request.cookies.get(COOKIE)) or default
