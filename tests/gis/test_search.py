import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.search import search
from gis.viewer import LOCAL_OPERATOR, Viewer


def names(record: Session, words: str, *, viewer: Viewer = LOCAL_OPERATOR) -> list[tuple[str, str]]:
    return [(found.kind, found.name) for found in search(record, viewer, words)]


def test_estate_stands_before_its_buildings(community_record: Session) -> None:
    assert names(community_record, "阳光花园") == [
        ("estate", "阳光花园"),
        ("building", "阳光花园 3 号楼"),
        ("building", "阳光花园 13 号楼"),
    ]


def test_blanks_between_name_and_number_do_not_matter(community_record: Session) -> None:
    assert names(community_record, "阳光花园3号楼")[0] == ("building", "阳光花园 3 号楼")
    assert names(community_record, "  阳光花园   3 ")[0] == ("building", "阳光花园 3 号楼")


def test_part_of_a_building_name(community_record: Session) -> None:
    assert names(community_record, "13 号") == [("building", "阳光花园 13 号楼")]


def test_street_of_many_pieces_is_one_answer_over_all_of_them(community_record: Session) -> None:
    (street,) = [found for found in search(community_record, LOCAL_OPERATOR, "枫林路") if found.kind == "street"]
    assert street.bbox == (0.0, 0.015, 0.02, 0.015)
    assert street.community == "枫林社区"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("990106001001002", "grid"),
        ("w0002", "worker"),
        ("B4", "building"),
        ("R1", "resource"),
        ("E1", "estate"),
        ("990106001001", "community"),
    ],
)
def test_the_very_code_comes_first(community_record: Session, words: str, kind: str) -> None:
    first = search(community_record, LOCAL_OPERATOR, words)[0]
    assert (first.kind, first.rank) == (kind, 0)


def test_worker_without_a_post_is_found_at_its_grids(community_record: Session) -> None:
    community_record.execute(text("UPDATE worker SET post = NULL"))
    first, second = (search(community_record, LOCAL_OPERATOR, code)[0] for code in ("W0001", "W0002"))
    assert first.bbox == (0.0, 0.0, 0.008, 0.02)
    assert second.bbox is None


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "\\", "没有这个"])
def test_nothing_bears_these_words(community_record: Session, words: str) -> None:
    assert names(community_record, words) == []


def test_viewer_of_one_community_finds_nothing_of_the_next(community_record: Session) -> None:
    viewer = Viewer(name="v", role="community", area_code="990106001002")
    assert names(community_record, "阳光花园", viewer=viewer) == []
    assert names(community_record, "东湖大厦", viewer=viewer) == [("building", "东湖大厦")]


def test_limit_holds(community_record: Session) -> None:
    assert len(search(community_record, LOCAL_OPERATOR, "林", limit=2)) == 2
