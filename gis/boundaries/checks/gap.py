"""Ground between grids that none of them has."""

from collections.abc import Iterator

from gis.boundaries.checks._open import mend_of, open_pieces
from gis.boundaries.findings import PlanFinding
from gis.boundaries.picture import Picture

KIND = "gap"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one finding per enclosed piece; an error, unless it is tiny, an exception, or a hole cut on purpose."""
    for piece in open_pieces(picture):
        if not piece.enclosed:
            continue
        hole = len(piece.beside) == 1 and not piece.people
        small = piece.area_m2 < picture.parameters.spot_area_min and not piece.people
        yield PlanFinding(
            key=f"{KIND}:{piece.key}",
            kind=KIND,
            severity="warning" if hole or small or piece.excepted else "error",
            grids=tuple(grid.code for grid in piece.beside),
            people=piece.people,
            area_m2=piece.area_m2,
            geom=piece.ground,
            text={
                "zh": f"网格之间的空隙，{piece.area_m2:,.0f} m²，{piece.people:,} 人"
                + ("；已列为例外。" if piece.excepted else "。"),
                "en": f"A gap between grids: {piece.area_m2:,.0f} m², {piece.people:,} people"
                + ("; listed as an exception." if piece.excepted else "."),
            },
            mend=None if piece.excepted else mend_of(picture, piece),
        )
