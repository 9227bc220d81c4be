"""The lists beside the map: blind spots, grids out of the band, remarks. Each row leads the map to what it names."""

from collections.abc import Collection, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from console import amounts
from console.components.facts import around, author_words, go_row
from console.components.kinds import REMARKS, SPOT_KINDS
from console.components.states import empty
from console.language import Language, words
from gis.blind_spots import BlindSpot
from gis.parameters import Parameters
from gis.people_per_grid import GridPeople
from gis.remarks import Remark

MOST_ROWS = 300
"""Rows of a list at most: whoever has more than that to do begins at its top."""


def spots_list(
    spots: Sequence[BlindSpot],
    language: Language,
    *,
    lived_in: bool = True,
    cured: Collection[int] | None = None,
) -> list[Component]:
    """Return the blind spots of the plan in force, worst first; what the open draft cures, and the exceptions, apart.

    Args:
        spots: All of them.
        language: The reader's.
        lived_in: Whether the record holds any building.
        cured: Ids of those that the open draft cures; None: no draft is open.
    """
    _ = words(language)
    done = set(cured or ())
    due = [spot for spot in spots if spot.exception is None and spot.id not in done]
    excepted = [spot for spot in spots if spot.exception is not None]
    mended = [spot for spot in spots if spot.exception is None and spot.id in done]
    if not spots and not lived_in:
        what_to_do = _("Load them with the tab “Load”: who lives where decides.")
        return [empty(_("No buildings are loaded"), lines=[what_to_do])]
    if not spots:
        return [empty(_("No blind spot: everybody is answered for."))]
    # of these two kinds only: no building lies in both, while an overlap may lie in a grid without a worker
    people = sum(spot.people for spot in due if spot.kind in {"estate_outside", "buildings_outside"})
    head = html.P(
        _("{n} places, {people} in no grid; worst first: people × days").format(
            n=amounts.whole(len(due)), people=amounts.people_in_words(people, language)
        ),
        className="wg-list-head",
    )
    rows: list[Component] = [head]
    if cured is not None:
        said = _("Those of the plan in force that this draft leaves open; it cures {n}.")
        rows.append(html.P(said.format(n=amounts.whole(len(mended))), className="wg-list-head wg-muted"))
    unheld = [spot for spot in due if spot.wants_workers]
    rows += [_spot(spot, language) for spot in [spot for spot in due if not spot.wants_workers][:MOST_ROWS]]
    if unheld:
        rows.append(_unheld(unheld, language))
    if mended:
        rows.append(html.H3(_("Cured in this draft"), className="wg-card-h"))
        rows += [_spot(spot, language, cured=True) for spot in mended[:MOST_ROWS]]
    if excepted:
        rows.append(html.H3(_("Exceptions"), className="wg-card-h"))
        rows += [_spot(spot, language) for spot in excepted[:MOST_ROWS]]
    return rows


def _unheld(spots: Sequence[BlindSpot], language: Language) -> Component:
    """Return the grids that nobody holds while no worker is loaded: one thing to do, folded."""
    _ = words(language)
    said = _("No workers are loaded: {n} grids have none. Load workers with the tab “Load”.")
    return html.Details(
        [
            html.Summary(said.format(n=amounts.whole(len(spots)))),
            *[_spot(spot, language) for spot in spots[:MOST_ROWS]],
        ],
        className="wg-disclosure wg-spots-unheld",
    )


def _spot(spot: BlindSpot, language: Language, *, cured: bool = False) -> Component:
    _ = words(language)
    said = spot.cure.get("text", {})
    note = [_(SPOT_KINDS.get(spot.kind, spot.kind))]
    if spot.days is not None:
        note.append(amounts.days(spot.days, language))
    if not spot.people:
        note.append(amounts.area(spot.area_m2))
    todo = spot.exception.reason if spot.exception is not None else amounts.in_words(said.get(language, ""))
    if cured:
        todo = _("In force once the draft is published.")
    return go_row(
        [
            html.Span(
                className=f"wg-spot-mark wg-spot-mark-{spot.kind}", title=_(SPOT_KINDS.get(spot.kind, spot.kind))
            ),
            html.Span(spot.name, className="wg-spot-name"),
            html.Span(
                amounts.people_in_words(spot.people, language) if spot.people else "", className="wg-spot-people"
            ),
            html.Span(" · ".join(note), className="wg-spot-note"),
            html.Span(todo, className="wg-spot-cure"),
        ],
        layer="blind_spots",
        id=spot.id,
        bbox=around(spot.geom.bounds),
        class_name="wg-spot-row",
    )


def balance_list(grids: Sequence[GridPeople], limits: Parameters, language: Language) -> list[Component]:
    """Return the grids out of the band, the farthest from it first."""
    _ = words(language)
    least, most = limits.grid_people_min, limits.grid_people_max
    out = [grid for grid in grids if not least <= grid.people <= most]
    if not grids:
        return [empty(_("There are no grids."), lines=[_("Load the district's grids with the tab “Load”.")])]
    if not out:
        return [empty(_("All {n} grids are in the band.").format(n=amounts.whole(len(grids))))]
    out.sort(key=lambda grid: (-max(grid.people / most, least / max(grid.people, 1)), grid.code))
    above = sum(grid.people > most for grid in out)
    head = _("{n} of {all} grids out of {least}–{most} people: {above} above, {below} below").format(
        n=amounts.whole(len(out)),
        all=amounts.whole(len(grids)),
        least=amounts.whole(least),
        most=amounts.whole(most),
        above=amounts.whole(above),
        below=amounts.whole(len(out) - above),
    )
    rest = len(out) - MOST_ROWS
    more = (
        [html.P(_("and {n} more").format(n=amounts.whole(rest)), className="wg-muted wg-list-head")] if rest > 0 else []
    )
    return [html.P(head, className="wg-list-head"), *[_grid(g, limits, language) for g in out[:MOST_ROWS]], *more]


def _grid(grid: GridPeople, limits: Parameters, language: Language) -> Component:
    _ = words(language)
    over = grid.people - limits.grid_people_max
    by = over if over > 0 else grid.people - limits.grid_people_min
    sign = "above" if over > 0 else "below"
    return go_row(
        [
            html.Span("▲" if over > 0 else "▼", className=f"wg-balance-mark wg-balance-{sign}"),
            html.Span(grid.name or grid.code, className="wg-row-name"),
            html.Span(amounts.people_in_words(grid.people, language), className="wg-num"),
            html.Span(grid.community_name, className="wg-row-note"),
            html.Span(amounts.signed(by, decimals=0), className="wg-row-note wg-num"),
        ],
        layer="grids",
        id=grid.id,
        bbox=grid.bbox,
        class_name="wg-row wg-row-2",
    )


def remarks_list(remarks: Sequence[Remark], language: Language) -> list[Component]:
    """Return what communities wrote, the open ones first, each with a field for the answer."""
    _ = words(language)
    if not remarks:
        lines = [_("What communities report with “missing / not ours” comes in here by itself.")]
        return [empty(_("No open remarks"), lines=lines)]
    open_ones = sum(remark.answered_at is None for remark in remarks)
    head = html.P(_("{n} open remarks").format(n=amounts.whole(open_ones)), className="wg-list-head")
    return [head, *[_remark(remark, language) for remark in remarks[:MOST_ROWS]]]


def _remark(remark: Remark, language: Language) -> Component:
    _ = words(language)
    place = remark.community_name or _("no community")
    box = None if remark.lon is None or remark.lat is None else around((remark.lon, remark.lat) * 2)
    top = go_row(
        [
            html.Span(_(REMARKS[remark.kind]), className="wg-chip wg-chip-alert"),
            html.Span(place, className="wg-row-name"),
            html.Span(f"{remark.at:%m-%d %H:%M}", className="wg-num wg-muted"),
            html.Span(remark.note or _("(a place on the map, no words)"), className="wg-remark-note"),
        ],
        layer="remarks",
        id=remark.id,
        bbox=box,
        class_name="wg-row wg-remark",
    )
    if remark.answered_at is not None:
        by = author_words(remark.answered_by, language)
        said = f"{remark.answer} · {by} · {remark.answered_at:%m-%d %H:%M}"
        return html.Div([top, html.P(said, className="wg-remark-answer")])
    form = html.Details(
        [
            html.Summary(_("Answer")),
            dcc.Textarea(
                id={"type": "answer", "id": remark.id},
                placeholder=_("What was done about it"),
                className="wg-input",
                maxLength=2000,
            ),
            html.Button(_("Answer and close"), id={"type": "answer-send", "id": remark.id}, className="wg-button",
                        type="button"),
        ],
        className="wg-disclosure wg-remark-form",
    )  # fmt: skip
    return html.Div([top, form])
