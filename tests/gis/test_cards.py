from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.cards import building_card, estate_card, grid_card, spot_card
from gis.errors import NotFoundError
from gis.viewer import LOCAL_OPERATOR, Viewer

ELSEWHERE = Viewer(name="v", role="community", area_code="990106001002")


def id_of(record: Session, table: str, code: str) -> int:
    return int(record.scalar(text(f"SELECT id FROM {table} WHERE code = :code"), {"code": code}) or 0)


def test_grid_tells_who_lives_there_and_who_answers(community_record: Session) -> None:
    card = grid_card(community_record, LOCAL_OPERATOR, code="990106001001001")
    assert (card.people, card.elderly, card.households, card.buildings, card.band) == (900, 200, 300, 1, "within")
    assert (card.community_name, card.subdistrict_name, card.since) == ("枫林社区", "城南街道", date(2018, 5, 1))
    assert [holder.worker_code for holder in card.holders] == ["W0001"]
    assert card.area_m2 == pytest.approx(1_969_000, rel=0.01)
    assert card.bbox == (0.0, 0.0, 0.008, 0.02)
    assert "13000000001" not in repr(card)


def test_grid_is_found_by_id_after_its_draft_moved_on(community_record: Session) -> None:
    old = id_of(community_record, "grid", "990106001001002")
    community_record.execute(
        text("INSERT INTO plan (name, created_by) VALUES ('草案', 'test')"),
    )
    community_record.execute(
        text(
            "INSERT INTO grid (plan_id, code, shape_id, first_revision)"
            " SELECT (SELECT id FROM plan WHERE name = '草案'), code, shape_id, 0 FROM grid WHERE id = :id"
        ),
        {"id": old},
    )
    draft = community_record.scalar(text("SELECT max(id) FROM grid"))
    community_record.execute(
        text("UPDATE plan_grid SET geom = ST_Translate(geom, 0.001, 0) WHERE id = :id"), {"id": draft}
    )
    card = grid_card(community_record, LOCAL_OPERATOR, id=draft)
    assert (card.plan_name, card.plan_state, round(card.bbox[0], 7)) == ("草案", "draft", 0.013)
    assert grid_card(community_record, LOCAL_OPERATOR, id=old).plan_state == "published"


def test_grid_history_names_plans_before_and_holders_before(community_record: Session) -> None:
    community_record.execute(text("UPDATE plan SET effective_until = '2024-01-01'"))
    community_record.execute(text("INSERT INTO plan (name, created_by) VALUES ('方案二', 'test')"))
    community_record.execute(
        text(
            "INSERT INTO grid (plan_id, code, shape_id, first_revision) SELECT p.id, g.code, g.shape_id, 0"
            " FROM plan p, grid g WHERE p.name = '方案二'"
        )
    )
    community_record.execute(
        text(
            "UPDATE plan SET published_at = now(), published_by = 'test', effective_from = '2024-01-01'"
            " WHERE name = '方案二'"
        )
    )
    card = grid_card(community_record, LOCAL_OPERATOR, code="990106001001001")
    assert [past.plan_name for past in card.history] == ["方案二", "方案一"]
    assert card.since == date(2018, 5, 1)
    assert card.holders == ()


def test_building_in_no_grid_and_in_one(community_record: Session) -> None:
    outside = building_card(community_record, LOCAL_OPERATOR, code="B2")
    assert (outside.people, outside.estimated, outside.estate_name, outside.grids) == (412, True, "阳光花园", ())
    inside = building_card(community_record, LOCAL_OPERATOR, id=id_of(community_record, "building", "B1"))
    assert [grid.code for grid in inside.grids] == ["990106001001001"]
    assert inside.grids[0].holders[0].worker_name == "网格员 0001"


def test_estate_counts_its_buildings_in_and_out_of_grids(community_record: Session) -> None:
    card = estate_card(community_record, LOCAL_OPERATOR, code="E1")
    assert (card.buildings, card.people, card.people_uncovered, card.buildings_uncovered) == (2, 512, 412, 1)
    assert [(grid.code, grid.people) for grid in card.grids] == [("990106001001002", 100)]


def test_estate_without_buildings(community_record: Session) -> None:
    community_record.execute(text("DELETE FROM building"))
    card = estate_card(community_record, LOCAL_OPERATOR, code="E1")
    assert (card.buildings, card.people, card.grids) == (0, 0, ())


def test_spot_tells_days_and_cure(community_record: Session) -> None:
    spot_id = int(community_record.scalar(text("SELECT id FROM blind_spot")) or 0)
    card = spot_card(community_record, LOCAL_OPERATOR, id=spot_id)
    assert (card.days, card.community_name, card.cure["text"]["zh"]) == (100, "枫林社区", "划入 002")
    assert (card.lon, card.lat) == (0.01, 0.005)


def test_what_is_not_there_says_so(community_record: Session) -> None:
    for card in (grid_card, building_card, estate_card):
        with pytest.raises(NotFoundError, match="look it up again"):
            card(community_record, LOCAL_OPERATOR, id=-1)
    with pytest.raises(NotFoundError, match="no more"):
        spot_card(community_record, LOCAL_OPERATOR, id=-1)


def test_viewer_of_another_community_sees_no_card(community_record: Session) -> None:
    for card, code in ((grid_card, "990106001001001"), (building_card, "B1"), (estate_card, "E1")):
        with pytest.raises(NotFoundError):
            card(community_record, ELSEWHERE, code=code)
