"""Figures as readers expect them: thin spaces between thousands, 万 in Chinese, no share rounded up to 100 %."""

import re
from datetime import date
from math import floor

THIN = "\u202f"
TEN_THOUSAND = 10_000
KM2 = 1_000_000
TEN = 10
UNKNOWN = "–"


def whole(value: float) -> str:
    """Return a whole number with narrow spaces between its thousands."""
    return f"{value:,.0f}".replace(",", THIN)


def households(count: int, people: float) -> str:
    """Return households, or that they are not known: where people live and no file tells their households."""
    return UNKNOWN if people and not count else whole(count)


def people(value: float, language: str) -> tuple[str, str]:
    """Return a number of people as (figure, unit): "2.1", "万人" or "21 300", "people"."""
    if language == "zh":
        if value >= TEN_THOUSAND:
            figure = f"{value / TEN_THOUSAND:.1f}".removesuffix(".0")
            return figure, "万人"
        return whole(value), "人"
    return whole(value), "people" if value != 1 else "person"


def people_in_words(value: float, language: str) -> str:
    """Return a number of people with its unit in one string."""
    figure, unit = people(value, language)
    return f"{figure} {unit}"


def in_words(said: str) -> str:
    """Return a sentence of the record with its figures as pages write them; "5 996 人" and "106–158" stay on a line."""
    said = re.sub(r"(?<=\d)–(?=\d)", "\u2060–\u2060", said)
    grouped = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", THIN, said)
    return re.sub(r"(?<=\d) (?=[人栋处个户]|m²|people|buildings)", "\u00a0", grouped)


def unbroken(said: str) -> str:
    """Return parts that stand between "·" such that lines break after it only."""
    return re.sub(r"(?<!·) ", "\u00a0", said).replace("·", "\u2060·")


def share(value: float | None) -> str:
    """Return a share (0-1) in per cent with one decimal, cut off and never rounded up: 99.96 % is not 100 %."""
    if value is None:
        return UNKNOWN
    tenths = floor(value * 1000 + 1e-9)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 or tenths < 1000 else f"{tenths // 10}"  # noqa: PLR2004


def area(square_metres: float) -> str:
    """Return an area in m², from a tenth of a square kilometre on in km²."""
    if square_metres >= KM2 / 10:
        kilometres = square_metres / KM2
        return f"{kilometres:,.{1 if kilometres >= TEN else 2}f} km²".replace(",", THIN)
    return f"{whole(square_metres)} m²"


def days(count: int, language: str) -> str:
    """Return a number of days in words."""
    if language == "zh":
        return f"{whole(count)} 天"
    return f"{whole(count)} day" if count == 1 else f"{whole(count)} days"


def signed(value: float, *, decimals: int = 1) -> str:
    """Return a difference with its sign; "±0" where it is less than the last decimal."""
    text = f"{abs(value):.{decimals}f}"
    if float(text) == 0:
        return "±0"
    return f"{'+' if value > 0 else '−'}{text}"


def day(value: date | None) -> str:
    """Return a day as readers of both languages read it."""
    return UNKNOWN if value is None else value.isoformat()
