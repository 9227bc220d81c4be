"""What is said of a patrol, in words."""

from collections.abc import Mapping
from typing import Any

from console import amounts
from console.language import Language, words
from gis.patrols.listing import KeptPatrol

KINDS = {"resource": "Resource", "blind_spot": "Blind spot", "repeated": "Repeated incidents"}
REMARKS = {
    "no_streets": "No street belongs to this grid: there is nothing to walk.",
    "no_worker": "Nobody holds this grid: the walk begins in its middle.",
    "no_post": "The worker has no post: the walk begins in the middle of the grid.",
    "post_outside": "The post lies {metres} m outside the grid; the way there over the streets is part of the walk.",
    "post_off_street": "The walk begins at the nearest street, {metres} m from the post: that way is not counted.",
    "island": "Some streets hang together with no other: {metres} m of the walk lead straight over ground without one.",
    "too_long_for_a_shift": (
        "Shifts longer than {hours} h: {shifts}. Each walks a street that is too far for one, up to {metres} m there"
        " and back."
    ),
    "uneven": "Shifts differ by {spread} % of their mean; none more even was found that is at most {detour} % longer.",
    "uneven_far": "Shifts differ by {spread} % of their mean: one street far away takes {metres} m there and back.",
    "out_of_time": "Passed out of their hours: {places}.",
    "out_of_shift": "Open at no hour of the shift: {places}.",
    "sets_out": "Shift {shift} sets out at {at}, so that places are open when it passes them.",
    "waits": "{minutes} min are waited until places open.",
    "added": "{metres} m are walked besides, so that places are passed in their hours.",
}
LEAST_GAP = 0.1
"""Per cent; the smallest gap that is told as a figure."""
STALE = {
    "grid": "The grid was redrawn since: work it out anew.",
    "streets": "The streets have changed since: work it out anew.",
}


def remark_words(remark: Mapping[str, Any], language: Language) -> str:
    """Return a remark as a sentence."""
    said = words(language)(REMARKS.get(remark["about"], remark["about"]))
    places = "、".join(remark.get("places", ()))
    return said.format(
        metres=amounts.whole(remark.get("metres", 0)),
        hours=f"{remark.get('hours', 0):g}",
        places=places,
        minutes=amounts.whole(round(remark.get("minutes", 0))),
        shift=remark.get("shift", 0),
        shifts=remark.get("shifts", 1),
        at=remark.get("at", ""),
        spread=f"{remark.get('spread', 0):.0%}".rstrip("%"),
        detour=f"{remark.get('detour', 0):.0%}".rstrip("%"),
    )


def kilometres(metres: float) -> str:
    """Return metres as kilometres with one decimal, with its unit."""
    return f"{metres / 1000:,.1f} km".replace(",", amounts.THIN)


def hours(value: float, language: Language) -> str:
    """Return hours and minutes."""
    minutes = round(value * 60)
    if language == "zh":
        return f"{minutes // 60} 小时 {minutes % 60:02} 分" if minutes >= 60 else f"{minutes} 分"  # noqa: PLR2004
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004


def proof(patrol: KeptPatrol, language: Language) -> str:
    """Return whether the walk is proven to be the shortest, or how far it may be from that."""
    _ = words(language)
    if patrol.optimal:
        return _("proven shortest")
    gap = (patrol.length_m / patrol.bound_m - 1) * 100 if patrol.bound_m else 0.0
    if gap < LEAST_GAP:
        return _("less than {gap} % over the shortest").format(gap=LEAST_GAP)
    return _("at most {gap} % over the shortest").format(gap=f"{gap:.1f}")
