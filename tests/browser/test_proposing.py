"""The machine proposes on the planner's page: asked for, watched, its figures read, the draft opened; one cancelled."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from console.jobs import start_worker
from gis.settings import Settings

OpenPage = Callable[..., Page]
PATIENCE_MS = 90_000


@pytest.fixture
def worker(spare_record: Engine, tmp_path: Path) -> Iterator[None]:
    """Run the process that does long work, for the console on `spare_record`."""
    url = spare_record.url.render_as_string(hide_password=False)
    process = start_worker(Settings(database_url=url, data_dir=tmp_path), url)
    yield
    process.kill()
    process.communicate()


def test_a_proposal_that_waits_is_cancelled(spare_console_url: str, open_page: OpenPage) -> None:
    page = open_page("/planner?tab=plans", size="wall", base=spare_console_url)
    page.locator("#proposal-form > summary").click()
    page.locator("#proposal-start").click()
    job = page.locator("#proposal-job")
    expect(job).to_contain_text("等候中")
    job.get_by_role("button").click()
    expect(job).to_contain_text("已取消")


@pytest.mark.usefixtures("worker")
def test_boundaries_are_proposed_and_the_draft_opened(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage
) -> None:
    page = open_page("/planner?tab=plans", size="wall", base=spare_console_url)
    page.locator("#proposal-form > summary").click()
    page.locator("#proposal-people").fill("700-1300")
    page.locator("#proposal-start").click()
    figures = page.locator(".wg-proposal-figures")
    expect(figures).to_be_visible(timeout=PATIENCE_MS)
    expect(figures.locator("tr", has_text="网格外人口").locator("td").first).to_have_text("0")
    page.locator("#proposal-job [data-draft-open]").click()
    expect(page.locator("body [data-drafting]").first).to_be_visible()
    with spare_record.connect() as connection:
        plan, action = connection.execute(
            text(
                "SELECT p.id, r.action FROM plan p JOIN plan_revision r ON r.plan_id = p.id ORDER BY p.id DESC LIMIT 1"
            )
        ).one()
    assert action == "propose"
    expect(page.locator(f"[data-plan='{plan}'][data-on]")).to_be_attached()
