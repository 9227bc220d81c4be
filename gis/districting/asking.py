"""What a proposal is asked for, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from gis.districting.figures import PlanFigures
from gis.errors import InputError

RemarkKind = Literal["alone", "cannot_fit", "out_of_band", "cut", "node"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of a proposal.

    Attributes:
        base_id: The plan to start from; None: the one in force, or none at all.
        area_code: District, subdistrict or community to make anew; None: the district. The rest stays as it is.
        picked: Codes of the only grids to make anew; empty: all of the area.
        locked: Codes of grids that stay exactly as they are.
        people_min: Least people of a grid; None: the district's parameter.
        people_max: Most people of a grid; None: the district's parameter.
        grids: How many grids to make in the area; None: as many as its people ask for.
        keep: 0 to 1: how much it counts that people stay in their grid.
        compact: Weight of compactness.
        seed: Equal seeds give equal plans.
        name: Of the draft; empty: a name is made.
    """

    base_id: int | None = None
    area_code: str | None = None
    picked: Sequence[str] = ()
    locked: Sequence[str] = ()
    people_min: int | None = None
    people_max: int | None = None
    grids: int | None = None
    keep: float = 0.0
    compact: float = 1.0
    seed: int = 0
    name: str = ""

    def check(self) -> None:
        """Refuse what cannot be asked for.

        Raises:
            InputError: a weight or a number out of its range, or a band turned round.
        """
        if not 0 <= self.keep <= 1:
            raise InputError(f"keep must be 0 to 1, not {self.keep}.")
        if not 0 <= self.compact <= 10:  # noqa: PLR2004 - ten times as much as a rule
            raise InputError(f"compact must be 0 to 10, not {self.compact}.")
        if self.grids is not None and self.grids < 1:
            raise InputError(f"The number of grids must be 1 or more, not {self.grids}.")
        least, most = self.people_min, self.people_max
        if (least is not None and least < 0) or (least is not None and most is not None and most < max(least, 1)):
            raise InputError(f"The people of a grid must be like 800-1200, not {least}-{most}.")


def band(said: str) -> tuple[int, int]:
    """Return least and most people of a band such as 800-1200.

    Raises:
        InputError: it is none.
    """
    least, dash, most = said.replace("–", "-").replace("—", "-").partition("-")
    if not dash or not least.strip().isdigit() or not most.strip().isdigit() or int(least) > int(most):
        raise InputError(f"The people of a grid must be like 800-1200, not {said}.")
    return int(least), int(most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What could not be reached, and where.

    Attributes:
        kind: `alone`: one thing that is not divided holds more than the band; `cannot_fit`: no number of grids
            divides the community's people into the band; `out_of_band`: a grid outside the band all the same;
            `cut`: buildings cut by a community's border, or by that of a grid which stays; `node`: a grid that
            stays, on whose outline a new border had to end between two corners: it has a node more, on the same ground.
        community: Code of the community; empty where it lies outside the area.
        grid: Code of the grid; None where the whole community is meant.
        people: Who are concerned.
    """

    kind: RemarkKind
    community: str
    community_name: str
    grid: str | None
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal in the record.

    Attributes:
        plan: Key of the draft.
        name: Its name.
        base_id: The plan it was made from.
        seconds: What it took.
        figures: Of the draft, in the area asked about.
        base: The same of the base plan; None without one.
        people_moved: People in another grid than before; who had none before is not counted.
        buildings_moved: The same of buildings.
        remarks: What could not be reached.
    """

    plan: int
    name: str
    base_id: int | None
    area: str | None
    seconds: float
    figures: PlanFigures
    base: PlanFigures | None
    people_moved: int
    buildings_moved: int
    remarks: Sequence[Remark] = field(default_factory=tuple)

    def as_json(self) -> Mapping[str, Any]:
        """Return it as the command line and the API have it: figures of the draft, those of the base under `base`."""
        return {
            "plan": self.plan,
            "name": self.name,
            "area": self.area,
            **asdict(self.figures),
            "people_moved": self.people_moved,
            "buildings_moved": self.buildings_moved,
            "seconds": round(self.seconds, 2),
            "base": None if self.base is None else {"plan": self.base_id, **asdict(self.base)},
            "remarks": [asdict(remark) for remark in self.remarks],
        }
