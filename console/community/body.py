"""What the sheet of the community page holds: the list to pick from, or one community."""

from collections.abc import Sequence
from itertools import groupby

from dash import dcc, html
from dash.development.base_component import Component

from console import amounts
from console.community.sentence import sentence
from console.components.attributes import named
from console.components.band import band_bar
from console.components.facts import around, author_words, chip, go_row
from console.components.kinds import BANDS, REMARKS, ROLES, SPOT_KINDS
from console.components.states import empty
from console.language import Language, words
from gis.cards import Holder
from gis.communities import Community, CommunityGrid, CommunityName, Outside
from gis.remarks import Remark

WITHOUT_PEOPLE = 3
"""Places outside where nobody lives, shown at most; the rest is counted."""


def picker(communities: Sequence[CommunityName], said: str | None, language: Language) -> list[Component]:
    """Return the communities by subdistrict, those that hold what was searched for."""
    _ = words(language)
    if not communities:
        return [
            empty(
                _("No communities are loaded"),
                lines=[_("Load the file of districts, subdistricts and communities on the planner's page.")],
                action=dcc.Link(_("To the planner's page"), href="/planner", className="wg-button wg-button-main"),
            )
        ]
    asked = "".join((said or "").split()).lower()
    fitting = [
        item
        for item in communities
        if asked in f"{item.name}{item.code}{item.subdistrict_name}".lower().replace(" ", "")
    ]
    if not fitting:
        return [html.P(_("No community is called so. Try a part of its name."), className="wg-muted wg-pick-none")]
    groups: list[Component] = []
    for name, members in groupby(fitting, key=lambda item: item.subdistrict_name):
        rows = [
            html.Button(item.name, type="button", className="wg-pick-row", **named(data_area=item.code))
            for item in members
        ]
        groups.append(html.Section([html.H3(name or _("Communities"), className="wg-pick-h"), *rows]))
    return groups


def community_body(found: Community, remarks: Sequence[Remark], language: Language) -> list[Component]:
    """Return one community: its sentence, what to do, what lies outside, its grids, what was written."""
    _ = words(language)
    place = " · ".join(part for part in (found.district_name, found.subdistrict_name) if part)
    return [
        html.Header([html.H1(found.name), html.Span(place, className="wg-muted")], className="wg-com-head"),
        html.P(sentence(found, language), className="wg-com-sentence", **named(data_figure="sentence")),
        html.Div(
            [
                html.Button(
                    _("Missing / not ours"), type="button", className="wg-com-big", **named(data_remark_open="")
                ),
                html.Button(_("Print"), type="button", className="wg-com-print-button", **named(data_action="print")),
            ],
            className="wg-com-actions",
        ),
        *_outside(found, language),
        html.H2(_("Grids"), className="wg-com-h"),
        html.Div([_grid(grid, found, language) for grid in found.grids], className="wg-com-grids")
        if found.grids
        else html.P(_("This community has no grid in the plan in force."), className="wg-alert"),
        *_remarks(remarks, language),
    ]


def _outside(found: Community, language: Language) -> list[Component]:
    _ = words(language)
    due = [spot for spot in found.outside if spot.exception_reason is None and spot.kind != "no_worker"]
    twice = [spot for spot in due if spot.kind == "overlap"]
    lived_in = [spot for spot in due if spot.people and spot not in twice]
    empty_ones = [spot for spot in due if not spot.people and spot not in twice]
    parts: list[Component] = []
    if lived_in or empty_ones:
        rows = [_spot(spot, language) for spot in [*lived_in, *empty_ones[:WITHOUT_PEOPLE]]]
        rest = len(empty_ones) - WITHOUT_PEOPLE
        if rest > 0:
            more = _("and {n} more places where nobody lives").format(n=rest)
            rows.append(html.P(more, className="wg-muted wg-pick-none"))
        parts += [html.H2(_("What lies outside"), className="wg-com-h"), html.Div(rows, className="wg-com-list")]
    if twice:
        rows = [_spot(spot, language) for spot in twice]
        parts += [html.H2(_("In two grids at once"), className="wg-com-h"), html.Div(rows, className="wg-com-list")]
    return parts


def _spot(spot: Outside, language: Language) -> Component:
    _ = words(language)
    notes = [_(SPOT_KINDS.get(spot.kind, spot.kind))]
    if spot.days is not None:
        notes.append(amounts.days(spot.days, language))
    if not spot.people:
        notes.append(amounts.area(spot.area_m2))
    return go_row(
        [
            html.Span(className=f"wg-spot-mark wg-spot-mark-{spot.kind}"),
            html.Span(spot.name, className="wg-spot-name"),
            html.Span(
                amounts.people_in_words(spot.people, language) if spot.people else "", className="wg-spot-people"
            ),
            html.Span(" · ".join(notes), className="wg-spot-note"),
        ],
        layer="blind_spots",
        id=spot.id,
        bbox=around(spot.bbox),
        class_name="wg-spot-row",
    )


def _grid(grid: CommunityGrid, found: Community, language: Language) -> Component:
    _ = words(language)
    who = [_holder(holder, language) for holder in grid.holders] or [chip(_("No worker"), mood="alert")]
    mood = "good" if grid.band == "within" else "plain"
    return go_row(
        [
            html.Span(
                [html.B(grid.name or grid.code[-3:]), chip(_(BANDS[grid.band]), mood=mood)], className="wg-com-line"
            ),
            html.Span(
                [
                    html.B(
                        amounts.whole(grid.people), className="wg-com-people", **named(data_figure=f"g-{grid.code}")
                    ),
                    f" {_('people')}",
                    html.Span(_("{n} of 60+").format(n=amounts.whole(grid.elderly)), className="wg-muted"),
                ],
                className="wg-com-line",
            ),
            band_bar(grid.people, least=found.people_least, most=found.people_most, band=grid.band),
            html.Span(who, className="wg-com-who"),
        ],
        layer="grids",
        id=grid.id,
        bbox=grid.bbox,
        class_name="wg-com-grid",
    )


def _holder(holder: Holder, language: Language) -> Component:
    # a grid worker is what one expects; another role is said
    role = "" if holder.role == "worker" else f" {words(language)(ROLES[holder.role])}"
    return html.Span([html.B(holder.worker_name), role])


def _remarks(remarks: Sequence[Remark], language: Language) -> list[Component]:
    _ = words(language)
    if not remarks:
        return []
    return [html.H2(_("What was written"), className="wg-com-h"), *[_remark(remark, language) for remark in remarks]]


def _remark(remark: Remark, language: Language) -> Component:
    _ = words(language)
    state = chip(_("answered"), mood="good") if remark.answered_at is not None else chip(_("with the planner"))
    parts: list[Component] = [
        html.Div(
            [
                html.B(_(REMARKS[remark.kind])),
                html.Span(f"#{remark.id} · {remark.at:%m-%d %H:%M}", className="wg-muted"),
                state,
            ],
            className="wg-com-line",
        )
    ]
    if remark.note:
        parts.append(html.P(remark.note))
    if remark.answer:
        parts.append(
            html.P(f"{remark.answer} · {author_words(remark.answered_by, language)}", className="wg-remark-answer")
        )
    return html.Div(parts, className="wg-com-remark")
