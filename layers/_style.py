"""What a feature looks like in light and dark: paints, class breaks, and the legend that follows from them.

Colours are safe for colour-blind eyes (ColorBrewer PuOr for what lies around a band, Okabe-Ito for kinds), and none
stands alone: shape, hatch, width or label says the same.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Rule = Literal["single", "breaks", "values"]
Pair = tuple[str, str]
"""A colour in the light theme and in the dark one."""

INK: Pair = ("#1d2733", "#e8eef5")
MUTED: Pair = ("#66727f", "#8d9bad")
SURFACE: Pair = ("#ffffff", "#151d2a")
ACTION: Pair = ("#1864ab", "#6db5f2")
ALARM: Pair = ("#c2410c", "#ff8a4c")
GOOD: Pair = ("#0b7a5b", "#3fc59a")
TWICE: Pair = ("#a3497c", "#e39cc4")
WATER: Pair = ("#cfdce8", "#1b2b40")
GREEN: Pair = ("#e3ebe2", "#17261f")
BAND = (
    ("#5e3c99", "#8f6fd0"),
    ("#b2abd2", "#b2abd2"),
    ("#eceff3", "#2b3748"),
    ("#fdb863", "#fdb863"),
    ("#e66101", "#e66101"),
    ("#b35806", "#b35806"),
)
"""Far under, under, in the band, over, far over, over twice: what is right is quiet, what is wrong speaks."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """How one feature is drawn in one theme.

    Attributes:
        fill: Colour of the ground or of the point's disc; None: not filled.
        fill_opacity: 0 to 1.
        stroke: Colour of the outline or the line; None: none.
        width: Width of the stroke in px (at zoom 16 where the style has a `growth`).
        dash: Lengths of dash and gap in px; empty: a solid line.
        casing: Colour of an edge 1 px wide on both sides of a line; None: none.
        hatch: Whether diagonal lines in the stroke's colour lie over the fill.
        radius: Radius of a point's disc in px.
        arrows: Whether a line shows in which direction it was drawn.
    """

    fill: str | None = None
    fill_opacity: float = 1.0
    stroke: str | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    casing: str | None = None
    hatch: bool = False
    radius: float = 5.0
    arrows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleClass:
    """One class of features: those of one value, or from `least` up to the next class; drawn from `zoom` on."""

    label: Words
    light: Paint
    dark: Paint
    value: str | None = None
    least: float | None = None
    zoom: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Which class a feature belongs to, by one of its properties.

    Attributes:
        rule: `single`: all features are of the first class. `breaks`: of the last class whose `least` is not above the
            property (the first class has none: it takes the rest). `values`: of the class whose `value` the property
            has; whatever has no class of its own is of the last one, the quiet one.
        property: The property that decides; None for `single`.
        classes: In the legend's order; where one must stand for many (a cluster), the first wins.
        unit: Unit of the property.
        growth: Line widths are multiplied by this with each zoom beyond 16 and divided below it.
    """

    rule: Rule
    classes: tuple[StyleClass, ...]
    property: str | None = None
    unit: Words | None = None
    growth: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a style that could not be drawn."""
        if not self.classes:
            raise ValueError("a style has at least one class")
        if (self.rule == "single") != (self.property is None):
            raise ValueError("a style of one class has no property, any other style has one")
        limits = [item.least for item in self.classes[1:]]
        if self.rule == "breaks" and (None in limits or limits != sorted(limits, key=float)):  # type: ignore[arg-type]
            raise ValueError("the limits of a style's classes rise")

    def legend(self) -> list[dict[str, Any]]:
        """Return the legend: per class its words with limits and unit, its paints, and what it holds."""
        entries = []
        for number, item in enumerate(self.classes):
            following = self.classes[number + 1].least if number + 1 < len(self.classes) else None
            entries.append(
                {
                    "class": number,
                    "label": asdict(self._described(item, following)),
                    "value": item.value,
                    "least": item.least,
                    "below": following if self.rule == "breaks" else None,
                    "light": asdict(item.light),
                    "dark": asdict(item.dark),
                },
            )
        return entries

    def _described(self, item: StyleClass, following: float | None) -> Words:
        if self.rule != "breaks":
            return item.label
        limits = limits_in_words(item.least, following, unit=self.unit or Words("", ""))
        return Words(f"{item.label.zh}({limits.zh})", f"{item.label.en} ({limits.en})")

    def as_json(self) -> dict[str, Any]:
        """Return the style as plain values."""
        return asdict(self)


def limits_in_words(least: float | None, below: float | None, *, unit: Words) -> Words:
    """Return the range of whole numbers from `least` (inclusive) to `below` (exclusive), None being open."""
    if least is None and below is None:
        return Words("全部", "all")
    if least is None and below is not None:
        return Words(f"不足 {grouped(below)} {unit.zh}".rstrip(), f"under {grouped(below)} {unit.en}".rstrip())
    if below is None:
        return Words(f"{grouped(least)} {unit.zh}及以上", f"{grouped(least)} {unit.en} or more")
    limits = f"{grouped(least)}–{grouped(below - 1)}"
    return Words(f"{limits} {unit.zh}".rstrip(), f"{limits} {unit.en}".rstrip())


def grouped(figure: float | None) -> str:
    """Return a whole number with narrow spaces between its thousands."""
    return f"{figure:,.0f}".replace(",", "\u202f")


def style_class(  # noqa: D417 - the paint's own options are described there
    zh: str,
    en: str,
    *,
    value: str | None = None,
    least: float | None = None,
    zoom: int = 0,
    fill: Pair | None = None,
    stroke: Pair | None = None,
    casing: Pair | None = None,
    **paint: Any,
) -> StyleClass:
    """Return a class whose light and dark paints differ in their colours only.

    Args:
        zh: Chinese words of the legend.
        en: English words of the legend.
        value: The value its features have (rule `values`).
        least: The least figure its features have (rule `breaks`).
        zoom: From which zoom on its features are drawn.
    """
    light, dark = (
        Paint(
            fill=fill[theme] if fill else None,
            stroke=stroke[theme] if stroke else None,
            casing=casing[theme] if casing else None,
            **paint,
        )
        for theme in (0, 1)
    )
    return StyleClass(label=Words(zh, en), light=light, dark=dark, value=value, least=least, zoom=zoom)


def single(item: StyleClass, *, growth: float = 1.0) -> Style:
    """Return the style of a layer whose features all look alike."""
    return Style(rule="single", classes=(item,), growth=growth)
