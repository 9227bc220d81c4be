import pytest
from sqlalchemy.orm import Session

from gis.communities import community, community_at, list_communities
from gis.errors import NotFoundError
from gis.viewer import LOCAL_OPERATOR, Viewer


def test_community_counts_all_its_people_and_those_outside(community_record: Session) -> None:
    found = community(community_record, LOCAL_OPERATOR, "990106001001")
    assert (found.people, found.people_outside, found.buildings, found.buildings_outside) == (1412, 412, 3, 1)
    assert (found.subdistrict_name, found.district_name) == ("城南街道", "示范区")
    assert [(grid.code[-3:], grid.people, grid.band) for grid in found.grids] == [
        ("001", 900, "within"),
        ("002", 100, "below"),
    ]
    assert [holder.worker_name for holder in found.grids[0].holders] == ["网格员 0001"]
    assert found.grids[1].holders == ()
    assert [(spot.name, spot.people, spot.days) for spot in found.outside] == [("阳光花园", 412, 100)]
    assert found.outside[0].cure_zh == "划入 002"


def test_community_without_grids(community_record: Session) -> None:
    found = community(community_record, LOCAL_OPERATOR, "990106001002")
    assert (found.people, found.buildings_outside, found.grids, found.outside) == (0, 1, (), ())


def test_list_and_the_place_tapped(community_record: Session) -> None:
    assert [item.name for item in list_communities(community_record, LOCAL_OPERATOR)] == ["枫林社区", "东湖社区"]
    at = community_at(community_record, LOCAL_OPERATOR, lon=0.03, lat=0.01)
    assert at is not None
    assert (at.code, at.subdistrict_name) == ("990106001002", "城南街道")
    assert community_at(community_record, LOCAL_OPERATOR, lon=1, lat=1) is None


def test_viewer_of_one_community_sees_only_that(community_record: Session) -> None:
    viewer = Viewer(name="v", role="community", area_code="990106001002")
    assert [item.code for item in list_communities(community_record, viewer)] == ["990106001002"]
    assert community_at(community_record, viewer, lon=0.005, lat=0.005) is None


def test_unknown_community(community_record: Session) -> None:
    with pytest.raises(NotFoundError, match="pick one"):
        community(community_record, LOCAL_OPERATOR, "7")


def test_empty_record_has_no_communities(session: Session) -> None:
    assert list_communities(session, LOCAL_OPERATOR) == []
