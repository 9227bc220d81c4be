from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import InputError, NotFoundError
from gis.sites.candidates import Candidates
from gis.sites.proposals import newest_proposal
from gis.viewer import LOCAL_OPERATOR
from routing.site_proposal import SiteOrder, propose_sites
from tests.routing.conftest import lonlat

# one street of 2 km: the centre stands at its west end, most people live far to the east
HOMES = (("A", 100, 50, 5), ("B", 900, 100, 40), ("C", 1900, 200, 10))


@pytest.fixture
def record(session: Session) -> Session:
    def point(x: float, y: float) -> str:
        lon, lat = lonlat((x, y))[0]
        return f"SRID=4326;POINT({lon:.7f} {lat:.7f})"

    (a, b), (c, d) = lonlat((0, 0), (2000, 0))
    session.execute(
        text("INSERT INTO street (code, geom) VALUES ('S', ST_Multi(CAST(:geom AS geometry)))"),
        {"geom": f"SRID=4326;LINESTRING({a:.7f} {b:.7f}, {c:.7f} {d:.7f})"},
    )
    for code, x, people, elderly in HOMES:
        session.execute(
            text("INSERT INTO building (code, population, elderly, geom) VALUES (:code, :people, :elderly, :geom)"),
            {"code": code, "people": people, "elderly": elderly, "geom": point(x, 10)},
        )
    session.execute(
        text("INSERT INTO resource (code, name, kind, geom) VALUES ('R', 'R', 'elderly_centre', :geom)"),
        {"geom": point(0, 0)},
    )
    return session


def candidates(*, price: tuple[float, ...] | None = None) -> Candidates:
    return Candidates(
        origin="test",
        names=("middle", "east"),
        lonlat=np.asarray(lonlat((900, 0), (1900, 0)), dtype=np.float64),
        price=None if price is None else np.array(price),
    )


@pytest.fixture
def ask(record: Session) -> Callable[..., dict[str, Any]]:
    def propose(places: Candidates | None = None, **values: Any) -> dict[str, Any]:
        order = SiteOrder(**{"kind": "elderly_centre", "add": 1, "radius_m": 500.0, **values})
        return propose_sites(record, LOCAL_OPERATOR, order, places or candidates()).as_json()

    return propose


def test_care_of_the_elderly_counts_people_of_60(ask: Callable[..., dict[str, Any]]) -> None:
    assert [site["name"] for site in ask()["sites"]] == ["middle"]
    assert [site["name"] for site in ask(whom="all")["sites"]] == ["east"]


def test_before_and_after_are_told_with_the_proof(ask: Callable[..., dict[str, Any]]) -> None:
    said = ask(add=2)
    assert (said["before"]["people"], said["before"]["reached"], said["before"]["reached_60"]) == (350, 50, 5)
    assert (said["after"]["reached"], said["after"]["share"]) == (350, 1)
    assert (said["value"], said["bound"], said["gap"], said["optimal"]) == (55, 55, 0, True)
    assert [(site["name"], site["gained"], site["gained_60"]) for site in said["sites"]] == [
        ("east", 200, 10),
        ("middle", 100, 40),
    ]


@pytest.mark.parametrize(("objective", "name", "worst_m"), [("mean", "middle", 1010), ("worst", "east", 910)])
def test_mean_and_worst_walks_are_measured_on_the_street(
    ask: Callable[..., dict[str, Any]], objective: str, name: str, worst_m: float
) -> None:
    said = ask(objective=objective)
    assert [site["name"] for site in said["sites"]] == [name]
    assert said["before"]["worst_m"] == pytest.approx(1910, abs=1)
    assert said["after"]["worst_m"] == pytest.approx(worst_m, abs=1)


def test_the_next_best_is_told(ask: Callable[..., dict[str, Any]]) -> None:
    (other,) = ask()["alternatives"]
    assert ([site["name"] for site in other["sites"]], other["value"], other["behind"]) == (["east"], 15, 30)


def test_the_budget_decides(ask: Callable[..., dict[str, Any]]) -> None:
    said = ask(candidates(price=(9e6, 1e6)), add=2, budget=2e6)
    assert [(site["name"], site["price"]) for site in said["sites"]] == [("east", 1e6)]


def test_the_answer_is_kept(record: Session, ask: Callable[..., dict[str, Any]]) -> None:
    said = ask()
    kept = newest_proposal(record, "elderly_centre")
    assert kept is not None
    assert [{name: site[name] for name in said["sites"][0]} for site in kept["sites"]] == said["sites"]
    assert record.scalar(text("SELECT count(*) FROM proposed_site")) == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"add": 0}, "One site at least"),
        ({"radius_m": 0.0}, "more than zero"),
        ({"budget": 5.0}, "column price"),
        ({"budget": -1.0}, "zero or more"),
    ],
)
def test_what_cannot_be_is_refused(ask: Callable[..., dict[str, Any]], values: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ask(**values)


def test_an_unknown_kind_is_named_with_those_there_are(ask: Callable[..., dict[str, Any]]) -> None:
    with pytest.raises(NotFoundError, match="elderly_centre"):
        ask(kind="castle")


@pytest.mark.parametrize("objective", ["cover", "mean", "worst"])
def test_the_first_of_its_kind_is_placed_where_that_is_meant(
    ask: Callable[..., dict[str, Any]], objective: str
) -> None:
    said = ask(kind="clinic", first=True, objective=objective, add=2)
    assert (said["standing"], said["before"]["reached"], said["before"]["without_way"]) == (0, 0, 350)
    assert (said["after"]["without_way"], len(said["sites"])) == (0, 2)


def test_walks_beyond_the_radius_count_in_the_mean_as_well(ask: Callable[..., dict[str, Any]]) -> None:
    # B, 10 m off the street, is 1,010 m from the site in the east and 910 m from the centre that stands
    said = ask(whom="all", radius_m=50.0)
    assert [site["name"] for site in said["sites"]] == ["east"]
    assert said["after"]["mean_m"] == pytest.approx((50 * 110 + 100 * 910 + 200 * 10) / 350, abs=1)
    assert ask(kind="clinic", first=True, whom="all", radius_m=50.0)["after"]["mean_m"] == pytest.approx(
        (50 * 1810 + 100 * 1010 + 200 * 10) / 350, abs=1.5
    )


def test_fewer_candidates_and_fewer_answers_than_asked_for_are_said(ask: Callable[..., dict[str, Any]]) -> None:
    said = ask(add=500)
    assert [remark["en"] for remark in said["remarks"]] == [
        "500 sites were asked for; there are only 2 candidates.",
        "There are no other answers: no other set brings anything else.",
    ]
    assert ask(add=1, others=1)["remarks"] == []
