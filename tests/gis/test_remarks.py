import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError, InputError, NotFoundError
from gis.remarks import add_remark, answer_remark, list_remarks
from gis.viewer import LOCAL_OPERATOR, Viewer

HERE, NEXT = "990106001001", "990106001002"


def test_remark_stands_on_the_open_list_with_its_place(community_record: Session) -> None:
    add_remark(
        community_record,
        LOCAL_OPERATOR,
        kind="missing",
        note=" 新楼没有网格 ",
        community_code=HERE,
        place=(0.01, 0.005),
    )
    (remark,) = list_remarks(community_record, LOCAL_OPERATOR)
    assert (remark.kind, remark.note, remark.community_name) == ("missing", "新楼没有网格", "枫林社区")
    assert (remark.lon, remark.lat, remark.author) == (0.01, 0.005, "local operator")


def test_place_alone_finds_its_community(community_record: Session) -> None:
    remark = add_remark(community_record, LOCAL_OPERATOR, kind="not_ours", place=(0.03, 0.01))
    assert remark.community_code == NEXT


def test_answered_remark_leaves_the_open_list(community_record: Session) -> None:
    remark = add_remark(community_record, LOCAL_OPERATOR, kind="other", note="门牌不对", community_code=HERE)
    answered = answer_remark(community_record, LOCAL_OPERATOR, remark.id, answer="已改正")
    assert (answered.answer, answered.answered_by) == ("已改正", "local operator")
    assert list_remarks(community_record, LOCAL_OPERATOR) == []
    assert [item.id for item in list_remarks(community_record, LOCAL_OPERATOR, only_open=False)] == [remark.id]
    with pytest.raises(ConflictError, match="answered this remark already"):
        answer_remark(community_record, LOCAL_OPERATOR, remark.id, answer="又改了")


def test_list_of_one_community_and_of_a_viewer(community_record: Session) -> None:
    add_remark(community_record, LOCAL_OPERATOR, kind="missing", note="a", community_code=HERE)
    add_remark(community_record, LOCAL_OPERATOR, kind="missing", note="b", place=(0.03, 0.01))
    assert [r.note for r in list_remarks(community_record, LOCAL_OPERATOR, community_code=HERE)] == ["a"]
    for code, notes in ((HERE, ["a"]), (NEXT, ["b"])):
        viewer = Viewer(name="v", role="community", area_code=code)
        assert [r.note for r in list_remarks(community_record, viewer)] == notes


@pytest.mark.parametrize(
    ("remark", "reason"),
    [
        ({"kind": "praise", "note": "x"}, "missing, not_ours, other"),
        ({"kind": "missing"}, "a few words"),
        ({"kind": "missing", "note": "   "}, "a few words"),
        ({"kind": "missing", "note": "x" * 2001}, "2000 characters"),
        ({"kind": "missing", "place": (400.0, 0.0)}, "lon, lat"),
        ({"kind": "missing", "place": (float("nan"), 0.0)}, "lon, lat"),
    ],
)
def test_what_cannot_be_taken(community_record: Session, remark: dict[str, object], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        add_remark(community_record, LOCAL_OPERATOR, **remark)  # type: ignore[arg-type]
    assert community_record.scalar(text("SELECT count(*) FROM remark")) == 0


def test_unknown_community_building_and_remark(community_record: Session) -> None:
    with pytest.raises(NotFoundError, match="no community 7"):
        add_remark(community_record, LOCAL_OPERATOR, kind="missing", note="x", community_code="7")
    with pytest.raises(NotFoundError, match="no building -1"):
        add_remark(community_record, LOCAL_OPERATOR, kind="missing", note="x", building_id=-1)
    with pytest.raises(NotFoundError, match="no such remark"):
        answer_remark(community_record, LOCAL_OPERATOR, -1, answer="x")
    with pytest.raises(InputError, match="what was done"):
        answer_remark(community_record, LOCAL_OPERATOR, 1, answer=" ")
