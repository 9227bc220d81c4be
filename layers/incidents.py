"""Incidents: what happened where, and whether it is overdue."""

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import ACTION, ALARM, MUTED, SURFACE, Style, Words, style_class

INCIDENTS = """
SELECT i.id, i.geom, i.code, i.category, c.name AS category_name, c.name_en AS category_name_en, i.description, i.stage,
       i.source, i.reported_at, i.due_at, i.closed_at,
       CASE WHEN i.closed_at IS NOT NULL OR i.stage = 'close' THEN 'closed'
            WHEN i.due_at < now() THEN 'overdue' ELSE 'open' END AS state
FROM incident i LEFT JOIN incident_category c ON c.code = i.category
"""


def _style(_parameters: Parameters) -> Style:
    return Style(
        rule="values",
        property="state",
        classes=(
            style_class("超期未结", "open and overdue", value="overdue", fill=ALARM, stroke=SURFACE, width=2, radius=6),
            style_class("办理中", "open", value="open", fill=ACTION, stroke=SURFACE, radius=5),
            style_class("已结案", "closed", value="closed", fill=MUTED, fill_opacity=0.8, stroke=SURFACE, radius=3.5),
        ),
    )


LAYER = Layer(
    id="incidents",
    title=Words("事件", "Incidents"),
    group="work",
    order=620,
    geometry="point",
    query=for_everyone(INCIDENTS),
    properties=(
        *("code", "category", "category_name", "category_name_en", "description", "stage", "source"),
        *("reported_at", "due_at", "closed_at", "state"),
    ),
    drawn=("code", "category_name", "stage", "state"),
    subjects=("incident", "incident_category"),
    zooms=(8, 18),
    cluster=True,
    lasts_s=300,
    style=_style,
)
