"""Blind spots: ground and people nobody answers for, or more than one grid does."""

from typing import Any

from gis.parameters import Parameters
from layers._layer import Layer, for_everyone
from layers._style import ALARM, MUTED, TWICE, Style, StyleClass, Words, style_class

SPOTS = """
SELECT s.id, s.geom, s.key, s.kind, s.name, s.people, s.buildings, s.since, current_date - s.since AS days, s.area_m2,
       s.cure -> 'text' ->> 'zh' AS cure_zh, s.cure -> 'text' ->> 'en' AS cure_en, x.reason AS exception,
       CASE WHEN x.key IS NULL THEN s.kind ELSE 'exception' END AS state
FROM blind_spot s LEFT JOIN blind_spot_exception x ON x.key = s.key
"""


def _style(_parameters: Parameters) -> Style:
    def outside(zh: str, en: str, value: str, **paint: Any) -> StyleClass:
        return style_class(zh, en, value=value, fill=ALARM, stroke=ALARM, hatch=True, **paint)

    return Style(
        rule="values",
        property="state",
        classes=(
            outside("网格外小区", "estate outside", "estate_outside", fill_opacity=0.25, width=2.5),
            outside("网格外楼栋", "buildings outside", "buildings_outside", fill_opacity=0.25, width=1.5),
            outside("空白地带", "gap", "gap", fill_opacity=0.1, width=1.5, dash=(4, 3)),
            style_class("网格重叠", "overlap", value="overlap", fill=TWICE, fill_opacity=0.4, stroke=TWICE, width=1.5),
            style_class("无人负责的网格", "grid without worker", value="no_worker", stroke=ALARM, width=2, dash=(1, 4)),
            style_class("已列为例外", "exception", fill=MUTED, fill_opacity=0.15, stroke=MUTED, dash=(2, 4)),
        ),
    )


LAYER = Layer(
    id="blind_spots",
    title=Words("盲区", "Blind spots"),
    group="plan",
    order=500,
    geometry="polygon",
    query=for_everyone(SPOTS),
    properties=(
        *("key", "kind", "name", "people", "buildings", "since", "days", "area_m2", "cure_zh", "cure_en"),
        *("exception", "state"),
    ),
    subjects=("blind_spot", "blind_spot_exception"),
    zooms=(8, 18),
    label="name",
    style=_style,
)
