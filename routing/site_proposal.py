"""The next resources of a kind, worked out from the record: candidates, walks, the best sites, before and after."""

import time
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from sqlalchemy.orm import Session

from gis.errors import InputError, NotFoundError
from gis.progress import SILENT, Progress
from gis.reach.record import Resource
from gis.sites.candidates import Candidates, refuse_elsewhere
from gis.sites.proposals import Site, keep_proposal
from gis.viewer import Viewer
from routing.p_median_bound import Floats, Ints
from routing.reach import Scene, catchments, distances, read_scene
from routing.site_figures import Ground, figures, ranked_sites, told_sites
from routing.site_remarks import remarks
from routing.site_solvers import Answer, Objective, Question
from routing.siting import Choice, choose_sites

Whom = Literal["all", "60+"]
MOST_CANDIDATES = 2_000
"""More would not fit into memory beside the buildings of a district."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOrder:
    """What is asked for.

    Attributes:
        kind: Of resource; what stands of it counts.
        add: How many sites are new, at most.
        radius_m: Within which people count as served.
        objective: `cover`, `mean` or `worst`; see `routing.siting`.
        whom: Whose walks count; None: people of 60+ for care of the elderly, else everybody's.
        budget: What the new sites may cost together, in yuan; candidates then need prices.
        area_code: Only the people of this area count.
        first: Whether it may be the first of its kind, of which none stands so far.
        others: How many next best answers.
        seconds: Most time to spend on choosing, about.
        seed: Of the random numbers.
    """

    kind: str
    add: int
    radius_m: float
    objective: Objective = "cover"
    whom: Whom | None = None
    budget: float | None = None
    area_code: str | None = None
    first: bool = False
    others: int = 3
    seconds: float = 20.0
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProposal:
    """The answer, as `--json` prints it; `id` is its key in table `site_proposal`."""

    id: int
    outcome: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return self.outcome


def propose_sites(
    session: Session, viewer: Viewer, order: SiteOrder, candidates: Candidates, *, progress: Progress = SILENT
) -> SiteProposal:
    """Choose sites, keep the answer in the record and return it; the caller commits.

    Raises:
        InputError: what is asked for cannot be (see `SiteOrder`), or nobody could reach a candidate.
        NotFoundError: there is no such kind or area.
        Cancelled: the user asked for it.
    """
    began = time.perf_counter()
    _check(order, candidates)
    refuse_elsewhere(session, candidates)
    scene, _ = read_scene(
        session,
        kind=order.kind,
        viewer=viewer,
        area_code=order.area_code,
        may_be_none=order.first,
        progress=progress,
    )
    ground = _ground(scene, candidates, order, progress)
    whom = order.whom or ("60+" if order.kind.startswith("elderly") else "all")
    question = Question(
        walk_m=ground.walk_m,
        standing_m=ground.standing_m,
        weight=(ground.elderly if whom == "60+" else ground.people).astype(np.float64),
        objective=order.objective,
        add=order.add,
        radius_m=order.radius_m,
        price=candidates.price if order.budget is not None else None,
        budget=order.budget,
    )
    progress.start("choosing sites", 1 + order.others)
    try:
        choice = choose_sites(question, others=order.others, seconds=order.seconds, seed=order.seed, progress=progress)
    except ValueError as error:
        raise InputError(f"No site can be proposed: {error}.") from error
    if order.objective == "cover":
        # beyond the radius the walks to the chosen sites were not needed until now
        ground.walk_m[:, choice.best.sites] = _walks(scene, candidates, choice.best.sites, np.inf, progress)
    outcome = {
        **_outcome(scene, ground, order, candidates, choice),
        "for": whom,
        "seconds": round(time.perf_counter() - began, 2),
    }
    kept = [
        Site(**{name: site[name] for name in ("name", "lon", "lat", "gained", "gained_60")})
        for site in outcome["sites"]
    ]
    key = keep_proposal(session, kind=order.kind, radius_m=order.radius_m, sites=kept, outcome=outcome, viewer=viewer)
    return SiteProposal(id=key, outcome=outcome)


def _outcome(scene: Scene, ground: Ground, order: SiteOrder, candidates: Candidates, choice: Choice) -> dict[str, Any]:
    """Return what was asked for, what the best sites bring, the proof, and the next best ones."""
    ranked = ranked_sites(ground, choice.best.sites, order.radius_m)
    return {
        "kind": order.kind,
        "objective": order.objective,
        "area": order.area_code,
        "radius_m": order.radius_m,
        "add": order.add,
        "budget": order.budget,
        "candidates": {"from": candidates.origin, "count": len(candidates.names)},
        "standing": len(scene.resources),
        "before": figures(ground, np.array([], dtype=np.int64), order.radius_m),
        "after": figures(ground, choice.best.sites, order.radius_m),
        "sites": told_sites(ground, candidates, ranked, order.radius_m),
        **_proof(choice.best),
        "alternatives": _alternatives(choice, candidates),
        "remarks": remarks(order.add, len(candidates.names), choice, order.others),
        "network": scene.graph.version,
    }


def _check(order: SiteOrder, candidates: Candidates) -> None:
    if order.add < 1:
        raise InputError(f"One site at least has to be added, not {order.add}: change --add.")
    if not 0 < order.radius_m < np.inf:
        raise InputError(f"The radius must be more than zero metres, not {order.radius_m:g}.")
    check_costs(order.budget, candidates)


def check_costs(budget: float | None, candidates: Candidates | None) -> None:
    """Refuse a budget that cannot be kept to, and more candidates than can be compared.

    Raises:
        InputError: the budget is below zero, it is not said what the candidates (None: those of the record) cost, or
            there are too many.
    """
    if budget is not None and not 0 <= budget < np.inf:
        raise InputError(f"The budget must be zero or more yuan, not {budget:g}.")
    if budget is not None and (candidates is None or candidates.price is None):
        raise InputError("A budget needs to know what each site costs: give candidates as a file with a column price.")
    if candidates is not None and len(candidates.names) > MOST_CANDIDATES:
        raise InputError(
            f"{len(candidates.names):,} candidates are too many: at most {MOST_CANDIDATES:,} can be compared."
        )


def _ground(scene: Scene, candidates: Candidates, order: SiteOrder, progress: Progress) -> Ground:
    """Walk from every building to what stands and to every candidate."""
    if not len(scene.graph.u):
        raise NotFoundError("The record holds no streets to walk on: load some first, as wangge load streets FILE.")
    progress.start("walks to the candidates", len(candidates.names))
    limit_m = order.radius_m if order.objective == "cover" else np.inf
    walk_m = _walks(scene, candidates, np.arange(len(candidates.names)), limit_m, progress)
    inside = scene.people.inside
    standing_m = distances(scene).walk_m if scene.resources else np.full(len(scene.homes.id), np.inf)
    return Ground(
        standing_m=standing_m[inside],
        walk_m=walk_m,
        people=scene.homes.people[inside],
        elderly=scene.homes.elderly[inside],
    )


def _walks(scene: Scene, candidates: Candidates, sites: Ints, limit_m: float, progress: Progress) -> Floats:
    """Return the walk from every building of the area to some candidates; inf beyond the limit."""
    lonlat = candidates.lonlat[sites]
    places = [
        Resource(id=-1, code="", name=candidates.names[site], capacity=None, lon=lon, lat=lat)
        for site, (lon, lat) in zip(sites, lonlat.tolist(), strict=True)
    ]
    pairs = catchments(replace(scene, resources=places, places=scene.graph.tie(lonlat)), limit_m, progress=progress)
    walk_m = np.full((len(scene.homes.id), len(places)), np.inf)
    walk_m[pairs.home, pairs.resource] = pairs.walk_m
    return walk_m[scene.people.inside]


def _proof(answer: Answer) -> dict[str, Any]:
    return {
        "value": round(answer.value, 3),
        "bound": round(answer.bound, 3),
        "gap": round(answer.gap, 6),
        "optimal": answer.optimal,
    }


def _alternatives(choice: Choice, candidates: Candidates) -> list[dict[str, Any]]:
    return [
        {
            "sites": [
                {"name": candidates.names[site], "lon": lon, "lat": lat}
                for site, (lon, lat) in zip(other.sites, candidates.lonlat[other.sites].tolist(), strict=True)
            ],
            "behind": round(abs(choice.best.value - other.value), 3),
            **_proof(other),
        }
        for other in choice.others
    ]
