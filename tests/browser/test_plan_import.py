"""A plan's file on the planner's page: sent, healed in a job, what moved is told, the draft opened."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from gis.database import session_of
from gis.plans import grids_of, plan_in_force

OpenPage = Callable[..., Page]


@pytest.mark.usefixtures("worker")
def test_a_plan_is_brought_in_from_a_file(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, tmp_path: Path
) -> None:
    with session_of(spare_record) as session:
        plan = plan_in_force(session)
        assert plan is not None
        rows = [f'{grid.code},"{grid.geom.wkt}"' for grid in grids_of(session, plan.id)]
    file = tmp_path / "drawn.csv"
    file.write_text("\n".join(["code,wkt", *rows]))

    page = open_page("/planner?tab=plans", size="wall", base=spare_console_url)
    page.locator("#plan-import-form > summary").click()
    page.locator("#plan-import-name").fill("外来方案")
    with page.expect_file_chooser() as chooser:
        page.locator("[data-choose=plan-upload]").click()
    chooser.value.set_files(file)
    job = page.locator("#plan-import-job")
    expect(job).to_contain_text(f"{len(rows)} 个网格", timeout=60_000)
    job.locator("[data-draft-open]").click()
    expect(page.locator("body [data-drafting]").first).to_be_visible()
    expect(page.locator("#draft-name")).to_have_text("外来方案")
    with spare_record.connect() as connection:
        count = "SELECT count(*) FROM plan_grid g JOIN plan p ON p.id = g.plan_id WHERE p.name = '外来方案'"
        made = connection.scalar(text(count))
    assert made == len(rows)
    # and is called as the planner wants it
    page.locator("#draft-renaming > summary").click()
    expect(page.get_by_label("草案名称").last).to_have_value("外来方案")
    page.locator("#draft-called").fill("网格方案 2027")
    page.locator("#draft-rename").click()
    expect(page.locator("#notice")).to_contain_text("网格方案 2027")
    expect(page.locator("#draft-name")).to_have_text("网格方案 2027")
    page.locator("#draft-bar [data-edit=undo]").click()
    expect(page.locator("#draft-name")).to_have_text("外来方案")
    expect(page.locator("#draft-called")).to_have_value("外来方案")
