"""Ground in two grids."""

from collections.abc import Iterator

from gis.boundaries.findings import Mend, PlanFinding
from gis.boundaries.picture import Picture
from gis.boundaries.soundness import thick
from gis.coverage.measure import area_m2

KIND = "overlap"


def find(picture: Picture) -> Iterator[PlanFinding]:
    """Yield one finding per pair of grids; an error from spot_area_min m² or one person on."""
    for codes, ground in picture.faults[1].items():
        if not picture.asked(*codes) or thick(ground).is_empty:
            continue
        buildings = picture.around.buildings(ground)
        people, size = int(buildings.people[buildings.held_by(ground)].sum()), area_m2(ground)
        yield PlanFinding(
            key=f"{KIND}:{codes[0]}:{codes[1]}",
            kind=KIND,
            severity="error" if size >= picture.parameters.spot_area_min or people else "warning",
            grids=codes,
            people=people,
            area_m2=round(size, 1),
            geom=ground,
            text={
                "zh": f"网格 {codes[0]} 与 {codes[1]} 重叠 {size:,.0f} m²，{people:,} 人。",
                "en": f"Grids {codes[0]} and {codes[1]} overlap: {size:,.0f} m², {people:,} people.",
            },
            mend=Mend(
                operation="heal",
                arguments={"grids": list(codes)},
                text={"zh": "由其中一个网格让出。", "en": "One of the two gives it up."},
            ),
        )
