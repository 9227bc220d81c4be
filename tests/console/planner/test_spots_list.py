from dataclasses import replace
from datetime import date

import shapely
from dash import html

from console.planner.lists import spots_list
from gis.blind_spots import BlindSpot

ESTATE = BlindSpot(
    id=1, key="estate:E1", kind="estate_outside", name="阳光花园", people=412, buildings=3, since=date(2024, 1, 1),
    days=700, area_m2=9_000.0, centroid=(116.0, 40.0), cure={"action": "give", "text": {"zh": "", "en": ""}},
    exception=None, geom=shapely.box(116, 40, 116.001, 40.001),
)  # fmt: skip


def unheld(number: int, action: str) -> BlindSpot:
    """A grid that nobody holds; `action` says whether somebody could."""
    return replace(
        ESTATE, id=number, key=f"no_worker:{number}", kind="no_worker", cure={"action": action, "text": {"zh": ""}}
    )


def test_grids_are_folded_into_one_line_while_no_worker_is_loaded() -> None:
    rows = spots_list([ESTATE, *(unheld(number, "check") for number in range(2, 37))], "en")
    folded = [row for row in rows if isinstance(row, html.Details)]
    assert [row.children[0].children for row in folded] == [
        "No workers are loaded: 35 grids have none. Load workers with the tab “Load”."
    ]
    assert len(folded[0].children) == 1 + 35
    assert len(rows) == len(["head", "the estate", "the fold"])


def test_a_grid_that_somebody_could_hold_stands_in_the_list() -> None:
    rows = spots_list([ESTATE, unheld(2, "assign")], "en")
    assert not any(isinstance(row, html.Details) for row in rows)
    assert len(rows) == len(["head", "the estate", "the grid"])
