from console.wall.spots import MOST_OF_A_KIND, SHOWN, spot_rows, worst
from gis.blind_spots import BlindSpot


def spot(number: int, kind: str) -> BlindSpot:
    return BlindSpot(
        id=number,
        key=f"{kind}-{number}",
        kind=kind,
        name=f"{kind} {number}",
        people=1000 - number,
        buildings=1,
        since=None,
        days=None,
        area_m2=100.0,
        centroid=(116.3, 39.9),
        cure={"text": {"zh": "", "en": ""}},
        exception=None,
        geom=None,
    )


def test_one_kind_does_not_hide_the_others() -> None:
    spots = [spot(number, "no_worker") for number in range(20)] + [spot(number, "gap") for number in range(20, 23)]
    kinds = [each.kind for each in worst(spots)]
    assert len(kinds) == SHOWN
    assert kinds.count("gap") == 3
    assert kinds == sorted(kinds, reverse=True)  # still in the order of how bad they are


def test_one_kind_fills_the_list_when_there_is_no_other() -> None:
    spots = [spot(number, "gap") for number in range(20)]
    assert worst(spots) == spots[:SHOWN]
    assert SHOWN > MOST_OF_A_KIND


def test_no_spot_is_good_news() -> None:
    (line,) = spot_rows([], "en")
    assert line.children == "No blind spot: everybody is answered for."
