"""The bar of an open draft: it is renamed with the keyboard, and what publishing refuses is said beside its button."""

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect
from sqlalchemy import Engine

from gis.database import session_of
from gis.plans import make_draft, plan_in_force, publish
from gis.viewer import LOCAL_OPERATOR
from tests.browser.draft_page import OpenDraft
from tests.browser.planner_page import Shoot

SPARE = "111"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def test_a_draft_is_renamed_with_the_keyboard(open_draft: OpenDraft) -> None:
    page = open_draft()
    renaming, publishing = page.locator("#draft-renaming"), page.locator("#draft-publishing")
    field, name = page.locator("#draft-called"), page.locator("#draft-name")
    renaming.locator("summary").click()
    expect(field).to_be_focused()
    expect(field).to_have_value("调整草案")
    page.wait_for_function("() => getSelection().toString() === '调整草案'")
    page.keyboard.type("merge 2027")  # letters go into the field, not to the tools
    expect(page.locator("[data-tool=select]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(name).to_have_text("merge 2027")
    expect(renaming).not_to_have_attribute("open", "")

    renaming.locator("summary").click()
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(SPARE)
    page.keyboard.press("Enter")
    expect(page.locator("#draft-rename-refused")).to_contain_text("纯数字")
    page.keyboard.press("Escape")
    expect(renaming).not_to_have_attribute("open", "")
    expect(name).to_have_text("merge 2027")

    renaming.locator("summary").click()
    expect(field).to_have_value("merge 2027")
    publishing.locator("summary").click()  # one at a time
    expect(renaming).not_to_have_attribute("open", "")
    expect(publishing).to_have_attribute("open", "")
    renaming.locator("summary").click()
    expect(publishing).not_to_have_attribute("open", "")
    page.locator("[data-tab=steps]").click()  # which the field does not cover
    expect(page.locator("[data-tab=steps]")).to_have_attribute("aria-selected", "true")
    expect(renaming).not_to_have_attribute("open", "")


def test_what_publishing_refuses_is_said_beside_the_button(
    open_draft: OpenDraft, spare_record: Engine, shoot: Shoot
) -> None:
    with session_of(spare_record) as session:
        base = plan_in_force(session)
        assert base is not None
        other = make_draft(session, base.id, name="他人方案", viewer=LOCAL_OPERATOR)
        publish(session, other.id, effective_from=TODAY, viewer=LOCAL_OPERATOR, as_it_stands=True)
    page = open_draft()
    publishing, refused = page.locator("#draft-publishing"), page.locator("#draft-publish-refused")
    publishing.locator("summary").click()
    page.locator("#draft-day").fill("明天")
    page.locator("#draft-publish").click()
    expect(refused).to_contain_text("2026-05-01")
    page.locator("#draft-day").fill("2020-01-01")
    page.locator("#draft-publish").click()
    expect(refused).to_contain_text("过去的安排不能更改")
    page.locator("#draft-day").fill(TODAY.isoformat())
    page.locator("#draft-publish").click()
    expect(refused).to_contain_text("他人方案")
    shoot(page, "draft-publish-refused")
    publishing.get_by_role("checkbox", name="取代方案").check()
    page.locator("#draft-publish").click()
    expect(page.locator("#notice")).to_contain_text("生效")
    expect(page.locator("#draft-bar")).to_be_hidden()
    expect(page.locator("#planner-plan")).to_contain_text("调整草案")
