"""Plans on the planner's page: two side by side with the moved people on the map, targets weighed, a plan as a file."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from gis.database import session_of
from gis.plans import make_draft, plan_in_force
from gis.viewer import LOCAL_OPERATOR

MERGED = """
UPDATE plan_grid SET geom = (SELECT ST_Multi(ST_Union(geom)) FROM plan_grid WHERE plan_id = :plan AND code IN (:a, :b))
WHERE plan_id = :plan AND code = :a
"""


def test_two_plans_side_by_side_and_targets_weighed(
    spare_record: Engine, spare_console_url: str, open_page: Callable[..., Page]
) -> None:
    first, second = "110199001001001", "110199001001002"
    with session_of(spare_record) as session:
        base = plan_in_force(session)
        assert base is not None
        draft = make_draft(session, base.id, name="合并", viewer=LOCAL_OPERATOR).id
        session.execute(text(MERGED), {"plan": draft, "a": first, "b": second})
        session.execute(text("DELETE FROM plan_grid WHERE plan_id = :plan AND code = :b"), {"plan": draft, "b": second})
    page = open_page("/planner?tab=plans", size="wall", base=spare_console_url)
    page.locator("[data-tab='plans']").click()
    page.get_by_text("方案对比").click()
    expect(page.locator("#compare-after")).to_contain_text("合并")
    page.locator("#compare-start").click()
    panel = page.locator("#compare-panel")
    expect(panel).to_contain_text("撤销 1")
    expect(panel.locator(".wg-move")).to_contain_text(f"{second} → {first}")
    page.wait_for_function("() => window.wangge.page.map !== undefined")
    page.locator("#compare-close").click()
    expect(panel).to_be_hidden()

    page.get_by_text("目标是否自洽").click()
    answer = page.locator("#feasibility-answer")
    expect(answer).to_contain_text("处矛盾")
    before = answer.inner_text()
    page.locator("#feasibility-form input").nth(2).fill("600")
    expect(answer).to_contain_text("不得大于")
    page.locator("#feasibility-form input").nth(2).fill("2400")
    expect(answer).to_contain_text("处矛盾")
    assert answer.inner_text() != before

    page.get_by_text("导出方案").click()
    with page.expect_download() as download:
        page.locator("#export-links a", has_text="GeoPackage").click()
    assert download.value.suggested_filename == "合并.gpkg"
