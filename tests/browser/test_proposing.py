"""The machine proposes on the planner's page: asked for, watched, its figures read, the draft opened; one cancelled."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

OpenPage = Callable[..., Page]
PATIENCE_MS = 90_000


def test_a_proposal_that_waits_is_cancelled(spare_console_url: str, spare_record: Engine, open_page: OpenPage) -> None:
    page = open_page("/planner?tab=plans", size="wall", base=spare_console_url)
    page.locator("#proposal-form > summary").click()
    page.locator("#proposal-start").click()
    job = page.locator("#proposal-job")
    expect(job).to_contain_text("等候中")
    # what it says changes, while the button under the hand stays the same one
    job.get_by_role("button").evaluate("(button) => { button.mine = true }")
    with spare_record.begin() as connection:
        connection.execute(text("UPDATE job_progress SET done = 3, total = 4"))
    expect(job.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "75")
    expect(job).to_contain_text("3 / 4")
    assert job.get_by_role("button").evaluate("(button) => button.mine === true")
    job.get_by_role("button").click()
    expect(job).to_contain_text("已取消")


@pytest.mark.usefixtures("worker")
def test_boundaries_are_proposed_and_the_draft_opened(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage
) -> None:
    page = open_page("/planner?tab=plans", size="wall", base=spare_console_url)
    page.locator("#proposal-form > summary").click()
    page.locator("#proposal-area").click()
    page.get_by_role("option", name="西山街道").click()
    page.locator("#proposal-people").fill("700-1300")
    page.locator("#proposal-start").click()
    expect(page.locator("#proposal-job")).to_contain_text("西山街道划分建议")
    figures = page.locator(".wg-proposal-figures")
    expect(figures).to_be_visible(timeout=PATIENCE_MS)
    expect(figures.locator("tr", has_text="网格外人口").locator("td").first).to_have_text("0")
    page.locator("#proposal-job [data-draft-open]").click()
    expect(page.locator("body [data-drafting]").first).to_be_visible()
    page.wait_for_function("() => window.wangge.page.map.map.getCenter().lng > 116.322")  # where it was drawn
    with spare_record.connect() as connection:
        plan, action = connection.execute(
            text(
                "SELECT p.id, r.action FROM plan p JOIN plan_revision r ON r.plan_id = p.id ORDER BY p.id DESC LIMIT 1"
            )
        ).one()
    assert action == "propose"
    expect(page.locator(f"[data-plan='{plan}'][data-on]")).to_be_attached()

    # looked at beside the plan in force, checked, and put in force
    page.get_by_text("方案对比").click()
    expect(page.locator("#compare-after")).to_contain_text("西山街道划分建议")
    page.locator("#compare-start").click()
    panel = page.locator("#compare-panel")
    expect(panel.locator(".wg-compare-spot", has_text="阳光花园")).to_be_visible()
    page.locator("#compare-close").click()
    page.locator("#draft-bar [data-edit=checks]").click()
    expect(page.locator("#draft-checks")).not_to_have_attribute("data-mood", "error")
    warnings = int(page.locator("#draft-checks").inner_text() or 0)
    page.locator("#draft-publishing summary").click()
    page.locator("#draft-publish").click()
    expect(page.locator("#notice")).to_contain_text("生效")
    with spare_record.connect() as connection:
        kept = connection.scalar(text("SELECT count(*) FROM plan_check WHERE plan_id = :id"), {"id": plan})
    assert kept == warnings
