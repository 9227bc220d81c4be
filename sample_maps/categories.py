"""The incident categories that the sample needs, from `words/categories.csv`: two digits of class, three of item."""

import csv
from dataclasses import dataclass
from importlib.resources import files

DISPUTES = ("12001", "12002", "12003", "12004", "12005", "12009")
FREQUENT_DISPUTES = DISPUTES[:3]
"""Property, neighbours, labour."""
PARKING = "09009"


@dataclass(frozen=True)
class Category:
    """One category: its share of a year's incidents, the hours allowed, when, where and by whom it is found."""

    code: str
    name: str
    name_en: str
    class_name: str
    share: float
    hours_allowed: int
    months: str
    """How often in each month, January first, 0 to 9."""
    day: str
    """Which rhythm of the day it has."""
    sources: tuple[float, float, float]
    """Shares of patrol, resident and device."""
    places: str
    """At homes, or on the street."""
    texts: tuple[str, ...]


def _read() -> tuple[Category, ...]:
    text = files("sample_maps").joinpath("words/categories.csv").read_text(encoding="utf-8")
    return tuple(
        Category(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            class_name=row["class_name"],
            share=float(row["share"]),
            hours_allowed=int(row["hours_allowed"]),
            months=row["months"],
            day=row["day"],
            sources=(float(row["patrol"]), float(row["resident"]), float(row["device"])),
            places=row["places"],
            texts=tuple(row["texts"].split("；")),
        )
        for row in csv.DictReader(text.splitlines())
    )


CATEGORIES = _read()
