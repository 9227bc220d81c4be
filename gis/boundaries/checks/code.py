"""Codes that are not what the standard asks: 6 + 3 + 3 digits of the community and 3 of the grid (DB11/T 2157-2023)."""

import re
from collections.abc import Iterator

from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture

KIND = "code"

_FIFTEEN = re.compile(r"[0-9]{15}")
_TWELVE = re.compile(r"[0-9]{12}")


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one warning per grid; communities without a code of 12 digits ask nothing of their grids."""
    for grid in picture.asked_grids():
        home = picture.communities.get(grid.community_id or 0)
        if home is None or not _TWELVE.fullmatch(home.code):
            continue
        if _FIFTEEN.fullmatch(grid.code) and grid.code.startswith(home.code):
            continue
        yield PlanFinding(
            key=f"{KIND}:{grid.code}",
            kind=KIND,
            severity="warning",
            grids=(grid.code,),
            people=0,
            area_m2=picture.sizes_m2[grid.code],
            geom=grid.geom,
            text={
                "zh": f"网格编码 {grid.code} 不合规：应为社区编码 {home.code} 加三位顺序号。",
                "en": f"Code {grid.code} is not the community's code {home.code} and three digits.",
            },
            mend=Mend(
                operation="recode",
                arguments={"grid": grid.code},
                text={"zh": "改为下一个空号。", "en": "Give it the next free code."},
            ),
        )
