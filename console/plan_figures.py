"""The figures of two plans in words and numbers, as pages and the command line show them."""

from console import amounts
from console.language import Language, words
from gis.plans.comparing import PlanDiff


def figures(found: PlanDiff, language: Language) -> list[tuple[str, str, str]]:
    """Return each figure: what it is, before, after."""
    _ = words(language)
    whole = (
        (_("Grids"), "grids"), (_("in the band"), "within_band"), (_("below"), "below_band"),
        (_("above"), "above_band"),
        (_("Fewest people"), "people_min"), (_("Most people"), "people_max"), (_("Median"), "people_median"),
        (_("Pieces of ground"), "pieces"), (_("Workers due, by people"), "workers_due_people"),
        (_("Workers due, by grids"), "workers_due_grids"), (_("Yuan a year"), "funds_yearly"),
        (_("Grids without a worker"), "without_worker"),
    )  # fmt: skip
    sides = (found.a, found.b)
    lines = [(said, *(amounts.whole(round(getattr(side, name))) for side in sides)) for said, name in whole]
    for said, name in ((_("Compactness"), "compactness_mean"), (_("Compactness, lowest 5 %"), "compactness_p5")):
        lines.append((said, *(_number(getattr(side, name)) for side in (found.a, found.b))))
    lines.append((_("People in a grid"), *(_percent(side.coverage) for side in (found.a, found.b))))
    for said, name in ((_("Gaps, m²"), "gaps"), (_("Overlaps, m²"), "overlaps")):
        lines.append((said, *(amounts.whole(round(getattr(side.ground, name))) for side in (found.a, found.b))))
    spots = [sum(side.blind_spots.values()) for side in (found.a, found.b)]
    lines.append((_("Blind spots"), *map(amounts.whole, spots)))
    return [(said, before, after) for said, before, after in lines]


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{amounts.share(value)} %"
