from dataclasses import replace
from datetime import date

import pytest

from console.community.sentence import sentence
from gis.cards.holders import Holder
from gis.communities import Community, CommunityGrid, Outside

BOX = (0.0, 0.0, 1.0, 1.0)
WORKER = Holder(
    assignment_id=1, grid_code="001", worker_code="W1", worker_name="甲", role="worker", since=date(2018, 5, 1),
    until=None, assigned_by=None, released_by=None, holds=True,
)  # fmt: skip
GRID = CommunityGrid(
    id=1, code="001", name="", people=1240, elderly=0, households=0, buildings=1, area_m2=1, band="within",
    holders=(WORKER,), bbox=BOX,
)  # fmt: skip
SPOT = Outside(
    id=1, kind="estate_outside", name="阳光花园", people=412, buildings=3, since=None, days=None, area_m2=1, cure_zh="",
    cure_en="", exception_reason=None, lon=0, lat=0, bbox=BOX,
)  # fmt: skip
HOME = Community(
    id=1, code="1", name="枫林社区", subdistrict_name=None, district_name=None, area_m2=1, buildings=9,
    buildings_outside=3, people=2892, people_estimated=0, people_outside=412, elderly=0, people_least=800,
    people_most=1200,
    grids=(GRID, GRID), outside=(SPOT,), bbox=BOX,
)  # fmt: skip


@pytest.mark.parametrize(
    ("home", "zh", "en"),
    [
        (
            HOME,
            "2 个网格,2 480 人;阳光花园 412 人还没有网格。",
            "2 grids, 2 480 people – 412 people of 阳光花园 are in no grid yet.",
        ),
        (
            replace(HOME, grids=(GRID,), people_outside=0, outside=(), buildings_outside=0),
            "1 个网格,2 892 人;人人都有网格。",
            "1 grid, 2 892 people – everybody is in a grid.",
        ),
        (
            replace(HOME, outside=(SPOT, replace(SPOT, name="a"), replace(SPOT, name="b"))),
            "2 个网格,2 480 人;阳光花园、a等 3 处 412 人还没有网格。",
            "2 grids, 2 480 people – 412 people in 3 places (阳光花园, a …) are in no grid yet.",
        ),
        (
            replace(HOME, grids=(GRID, replace(GRID, holders=(replace(WORKER, role="volunteer"),)))),
            "2 个网格,2 480 人;阳光花园 412 人还没有网格。1 个网格无人负责。",
            "2 grids, 2 480 people – 412 people of 阳光花园 are in no grid yet. 1 grid has no worker.",
        ),
        (replace(HOME, grids=()), "还没有网格,2 892 人无人负责。", "No grid yet: 2 892 people are in none."),
        (replace(HOME, grids=(), people=0), "没有网格,也无人居住。", "No grid, and nobody lives here."),
    ],
)
def test_sentence(home: Community, zh: str, en: str) -> None:
    chinese = zh.replace(",", "\uff0c").replace(";", "\uff1b")
    for language, expected in (("zh", chinese), ("en", en)):
        assert sentence(home, language).replace("\u202f", " ") == expected  # type: ignore[arg-type]
