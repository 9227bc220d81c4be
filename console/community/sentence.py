"""A community in one sentence."""

from console import amounts
from console.language import Language, words
from gis.communities import Community

NAMED = 2
"""Places outside that are called by name; more are counted."""

ANSWERING = ("worker", "head")
"""Roles that answer for a grid; assistants and volunteers help."""


def sentence(found: Community, language: Language) -> str:
    """Return how many grids and people it has, who is in no grid, and which of them nobody holds."""
    _ = words(language)
    inside = _people(found.people - found.people_outside, language)
    count = len(found.grids)
    if not count and not found.people:
        return _("No grid, and nobody lives here.")
    if not count:
        return _("No grid yet: {people} are in none.").format(people=_people(found.people, language))
    begin = (_("1 grid, {people}") if count == 1 else _("{n} grids, {people}")).format(n=count, people=inside)
    return begin + _(" – ") + _outside(found, language) + _unheld(found, language)


def _unheld(found: Community, language: Language) -> str:
    """Return how many of the grids nobody holds, where there are any."""
    count = sum(all(holder.role not in ANSWERING for holder in grid.holders) for grid in found.grids)
    if not count:
        return ""
    _ = words(language)
    return (_(" 1 grid has no worker.") if count == 1 else _(" {n} grids have no worker.")).format(n=count)


def _outside(found: Community, language: Language) -> str:
    _ = words(language)
    if not found.people_outside:
        if found.buildings_outside:
            return _("{n} buildings without people are in no grid.").format(n=found.buildings_outside)
        return _("everybody is in a grid.")
    places = [spot for spot in found.outside if spot.people and spot.kind in ("estate_outside", "buildings_outside")]
    people = _people(found.people_outside, language)
    if not places:
        return _("{people} are in no grid yet.").format(people=people)
    names = _(", ").join(spot.name for spot in places[:NAMED])
    if len(places) > NAMED:
        return _("{people} in {n} places ({names} …) are in no grid yet.").format(
            people=people, n=len(places), names=names
        )
    return _("{people} of {names} are in no grid yet.").format(people=people, names=names)


def _people(count: int, language: Language) -> str:
    """People of a community are few enough to be named to the last one."""
    figure = f"{count:,}".replace(",", amounts.THIN)
    return f"{figure} 人" if language == "zh" else f"{figure} {'person' if count == 1 else 'people'}"
