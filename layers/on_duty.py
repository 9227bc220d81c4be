"""Who is on duty and where they were last: shown while the shift lasts, and for half an hour after a position."""

from gis.parameters import Parameters
from gis.walks.intake import WITHIN_SHIFT
from gis.walks.live import SEEN_MIN
from layers._layer import Layer, for_everyone
from layers._style import ACTION, SURFACE, Style, Words, single, style_class

ON_DUTY = f"""
SELECT w.id, l.geom, w.code, w.name, w.role, l.at AS seen_at
FROM worker w
CROSS JOIN LATERAL (SELECT p.geom, p.at FROM position p WHERE p.worker_id = w.id ORDER BY p.at DESC LIMIT 1) l
CROSS JOIN LATERAL (SELECT w.id AS worker_id, now() AS at) n
WHERE l.at > now() - interval '{SEEN_MIN} minutes' AND ({WITHIN_SHIFT.format(p="n")})
"""


def _style(_parameters: Parameters) -> Style:
    return single(style_class("在岗", "on duty", fill=ACTION, stroke=SURFACE, width=2, radius=7.0))


LAYER = Layer(
    id="on_duty",
    title=Words("在岗位置", "On duty now"),
    group="people",
    order=660,
    geometry="point",
    query=for_everyone(ON_DUTY),
    properties=("code", "name", "role", "seen_at"),
    subjects=("position", "worker"),
    zooms=(11, 18),
    label="name",
    lasts_s=60,
    style=_style,
)
