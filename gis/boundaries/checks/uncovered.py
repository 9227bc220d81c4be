"""Ground of a community at the district's border that no grid has."""

from collections.abc import Iterator

from gis.boundaries.checks._open import mend_of, open_pieces
from gis.boundaries.findings import PlanFinding
from gis.boundaries.picture import Picture

KIND = "uncovered"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one warning per piece of at least spot_area_min m²."""
    for piece in open_pieces(picture):
        if piece.enclosed or (piece.area_m2 < picture.parameters.spot_area_min and not piece.people):
            continue
        yield PlanFinding(
            key=f"{KIND}:{piece.key}",
            kind=KIND,
            severity="warning",
            grids=tuple(grid.code for grid in piece.beside),
            people=piece.people,
            area_m2=piece.area_m2,
            geom=piece.ground,
            text={
                "zh": f"边缘未覆盖：{piece.area_m2:,.0f} m²，{piece.people:,} 人"
                + ("；已列为例外。" if piece.excepted else "。"),
                "en": f"Not covered at the outer border: {piece.area_m2:,.0f} m², {piece.people:,} people"
                + ("; listed as an exception." if piece.excepted else "."),
            },
            mend=None if piece.excepted else mend_of(picture, piece),
        )
