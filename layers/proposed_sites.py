"""Proposed sites: where the next resources of a kind should stand, by the newest proposal."""

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import ACTION, SURFACE, Style, Words, style_class

SITES = """
SELECT s.id, s.geom, s.name, p.kind, s.rank, s.gained, s.gained_60, s.radius_m, p.at AS proposed_at
FROM proposed_site s JOIN site_proposal p ON p.id = s.proposal_id
WHERE p.id = (SELECT max(newest.id) FROM site_proposal newest WHERE newest.kind = p.kind)
"""


def _style(_parameters: Parameters) -> Style:
    return Style(
        rule="single",
        classes=(style_class("建议点位", "proposed site", fill=ACTION, stroke=SURFACE, width=2, radius=8.0),),
    )


LAYER = Layer(
    id="proposed_sites",
    title=Words("建议点位", "Proposed sites"),
    group="work",
    order=620,
    geometry="point",
    query=for_everyone(SITES),
    properties=("name", "kind", "rank", "gained", "gained_60", "radius_m", "proposed_at"),
    subjects=("proposed_site",),
    zooms=(8, 18),
    label="name",
    radius="radius_m",
    style=_style,
)
