from collections.abc import Callable
from typing import Any

import pytest

from gis.blind_spots import BlindSpot, Cure, Finding, blind_spots, cures, find_spots, read_scene
from gis.plans import GridRow, grids_of, make_draft, plan_in_force
from gis.viewer import LOCAL_OPERATOR

Spots = Callable[..., list[BlindSpot]]


@pytest.fixture
def spots(drawing: Any) -> Spots:
    """Return the blind spots of the drawing, of one kind if it is named."""

    def spots_of(kind: str | None = None, **options: Any) -> list[BlindSpot]:
        found = blind_spots(drawing.session, LOCAL_OPERATOR, **options)
        return [spot for spot in found if kind in (None, spot.kind)]

    return spots_of


class Cured:
    """A copy of the plan in force in which one spot was cured."""

    def __init__(self, session: Any, spot: BlindSpot) -> None:
        plan = plan_in_force(session)
        assert plan is not None
        draft = make_draft(session, plan.id, name="copy", viewer=LOCAL_OPERATOR)
        self.plan_id = draft.id
        self.cure: Cure = cures.apply(session, draft.id, spot)
        self.spots: dict[str, Finding] = {
            found.key: found for found in find_spots(read_scene(session, plan_id=draft.id))
        }
        self.grids: dict[str, GridRow] = {grid.code: grid for grid in grids_of(session, draft.id)}

    def promised(self) -> bool:
        """Whether each grid has as many people as the cure says."""
        after = self.cure.people_after
        people = after if isinstance(after, dict) else {self.cure.grid: after}
        return self.cure.action == "assign" or all(
            self.grids[code].population == value for code, value in people.items()
        )


@pytest.fixture
def cured(drawing: Any) -> Callable[[BlindSpot], Cured]:
    """Return a copy of the plan in which a spot was cured."""
    return lambda spot: Cured(drawing.session, spot)
