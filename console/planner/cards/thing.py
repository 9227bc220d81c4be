"""Anything else on the map: its name and its properties as the layer has them."""

from dash.development.base_component import Component
from sqlalchemy.orm import Session

from console import amounts
from console.components.facts import facts
from console.language import Language, words
from console.planner.cards.pieces import head
from gis.errors import NotFoundError
from gis.parameters import load_parameters
from gis.viewer import Viewer
from layers import find_layer, rows_of

LABELS = {
    "class": "Class",
    "kind": "Kind",
    "role": "Role",
    "capacity": "Capacity",
    "radius_m": "Radius (m)",
    "length_m": "Length (m)",
    "width_m": "Width (m)",
    "address": "Address",
    "grids": "Grids",
    "category": "Category",
    "category_name": "Category",
    "description": "Description",
    "stage": "Stage",
    "source": "Source",
    "reported_at": "Reported",
    "due_at": "Due",
    "closed_at": "Closed",
    "community": "Community",
}
"""Properties that are worth a line, in words; the rest stays in the table."""


def thing_card(session: Session, viewer: Viewer, language: Language, layer: str, id: int) -> list[Component]:  # noqa: A002 - the record's word
    """Return the card of a feature of any layer."""
    found = find_layer(layer)
    question = rows_of(found, viewer, load_parameters(session))
    one = f"SELECT * FROM ({question.sql}) asked WHERE id = %(asked_id)s"
    row = session.connection().exec_driver_sql(one, {**question.values, "asked_id": id}).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"There is no {layer} {id}.")
    title = found.title.zh if language == "zh" else found.title.en
    name = str(row.get("name") or row.get("code") or title)
    _ = words(language)
    pairs = [
        (_(LABELS[key]), _shown(row[key])) for key in found.properties if key in LABELS and row.get(key) is not None
    ]
    return [head(title, name, code=str(row.get("code") or "")), facts(pairs)]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, int | float):
        return amounts.whole(value)
    if hasattr(value, "isoformat"):
        return str(value)[:16]
    return str(value)
