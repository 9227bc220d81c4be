"""A community in one sentence and its grids; a subdistrict with its communities."""

from dash import dcc, html
from dash.development.base_component import Component
from sqlalchemy import text
from sqlalchemy.orm import Session

from console import amounts
from console.community.sentence import sentence
from console.components.facts import facts, go_row
from console.language import Language, words
from console.planner.cards.pieces import head
from gis.communities import Community, community
from gis.coverage.figures import coverage
from gis.errors import NotFoundError
from gis.viewer import Viewer


def area_card(session: Session, viewer: Viewer, language: Language, id: int) -> list[Component]:  # noqa: A002 - the record's word
    """Return the card of a community or a subdistrict."""
    row = session.execute(text("SELECT level, code, name, area_m2 FROM area WHERE id = :id"), {"id": id}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no area {id}.")
    if row.level == "community":
        return _community(community(session, viewer, row.code), language)
    _ = words(language)
    figures = coverage(session, viewer, area_code=row.code)
    return [
        head(_("Subdistrict"), row.name, code=row.code),
        facts(
            [
                (_("People"), amounts.whole(figures.population.total)),
                (_("People in no grid"), amounts.whole(figures.population.uncovered)),
                (_("Coverage"), f"{amounts.share(figures.coverage)} %"),
                (_("Grids"), amounts.whole(figures.grids.total)),
                (_("Grids in the band"), amounts.whole(figures.grids.within_band)),
                (_("Grids without a worker"), amounts.whole(figures.grids.without_worker)),
                (_("Area"), amounts.area(row.area_m2)),
            ]
        ),
    ]


def _community(found: Community, language: Language) -> list[Component]:
    _ = words(language)
    grids = [
        go_row(
            [
                html.Span(grid.name or grid.code, className="wg-row-name"),
                html.Span(amounts.people_in_words(grid.people, language), className="wg-num"),
            ],
            layer="grids",
            id=grid.id,
            bbox=grid.bbox,
        )
        for grid in found.grids
    ]
    return [
        head(_("Community"), found.name, code=found.code, place=found.subdistrict_name or ""),
        html.P(sentence(found, language), className="wg-sentence"),
        facts(
            [
                (_("People"), amounts.whole(found.people)),
                (_("People of 60+"), amounts.whole(found.elderly)),
                (_("Buildings"), amounts.whole(found.buildings)),
                (_("Area"), amounts.area(found.area_m2)),
            ]
        ),
        html.Section([html.H3(_("Grids"), className="wg-card-h"), *grids], className="wg-card-part"),
        dcc.Link(_("Its own page"), href=f"/community?area={found.code}", className="wg-button"),
    ]
