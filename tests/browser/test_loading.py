"""Files on the planner's page: sent, looked at, loaded in a job, reported row by row."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from tests.browser.planner_page import OpenPage, Shoot, centre, still


def square(lon: float, lat: float) -> dict[str, Any]:
    ring = [[lon, lat], [lon + 0.0004, lat], [lon + 0.0004, lat + 0.0006], [lon, lat + 0.0006], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def buildings_file(folder: Path) -> Path:
    rows = [("X1", 25), ("X2", -3), ("X1", 10), ("X4", 40)]
    features = [
        {
            "type": "Feature",
            "properties": {"LDBH": code, "RKS": people, "备注": "x"},
            "geometry": square(116.301 + i * 0.001, 39.9061),
        }
        for i, (code, people) in enumerate(rows)
    ]
    path = folder / "楼栋.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def choose(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("[data-choose='']").click()
    chooser.value.set_files(file)


@pytest.mark.usefixtures("worker")
def test_file_is_uploaded_looked_at_loaded_and_reported(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, tmp_path: Path, shoot: Shoot
) -> None:
    page = open_page("/planner?tab=load", size="wall", base=spare_console_url)
    choose(page, buildings_file(tmp_path))
    about = page.locator("#load-about")
    expect(about).to_contain_text("楼栋.geojson")
    expect(about.locator(".wg-mapping-row", has_text="人口")).to_contain_text("RKS")
    expect(page.locator("#load-kind")).to_contain_text("楼栋")
    page.wait_for_function("() => window.wangge.page.map.overlay.highlight?.features?.length === 4")
    still(page)
    shoot(page, "planner-preview")
    page.locator("#load-start").click()
    report = page.locator(".wg-report")
    expect(report).to_contain_text("2 新增", timeout=60_000)
    expect(report).to_contain_text("2 被拒")
    refused = page.locator("#load-job .wg-remark")
    expect(refused).to_have_count(2)
    expect(refused.first).to_contain_text("第 2 行")
    page.wait_for_function("() => window.wangge.page.map.overlay.highlight?.coordinates?.length === 2")
    refused.first.click()
    still(page)
    assert centre(page)[0] == pytest.approx(116.3022, abs=0.002)
    shoot(page, "planner-report")
    with spare_record.connect() as connection:
        loaded = connection.execute(text("SELECT code, population FROM building WHERE code LIKE 'X%' ORDER BY code"))
        assert loaded.all() == [("X1", 25), ("X4", 40)]


@pytest.mark.usefixtures("worker")
def test_running_load_is_cancelled_and_leaves_nothing(
    spare_console_url: str, spare_record: Engine, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/planner?tab=load", size="wall", base=spare_console_url)
    with spare_record.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE building IN EXCLUSIVE MODE"))
        choose(page, buildings_file(tmp_path))
        page.locator("#load-start").click()
        expect(page.locator(".wg-job")).to_contain_text("楼栋.geojson", timeout=60_000)
        again = open_page("/planner?tab=load", size="wall", base=spare_console_url)
        expect(again.locator(".wg-job")).to_contain_text("楼栋.geojson")
        page.get_by_role("button", name="取消").last.click()
        expect(page.locator("#load-job")).to_contain_text("已取消", timeout=60_000)
    with spare_record.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM building WHERE code LIKE 'X%'")) == 0


def test_file_that_cannot_be_read_says_so(spare_console_url: str, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/planner?tab=load", size="wall", base=spare_console_url)
    broken = tmp_path / "grids.geojson"
    broken.write_text("{ this is no GeoJSON")
    choose(page, broken)
    expect(page.locator("#load-problem .wg-error")).to_contain_text("grids.geojson")
    expect(page.locator("#load-start")).to_be_disabled()


def test_empty_record_says_what_to_do_with_the_upload_right_there(
    open_page: OpenPage, empty_console_url: str, shoot: Shoot
) -> None:
    page = open_page("/planner", size="wall", base=empty_console_url)
    expect(page.locator(".wg-planner-empty")).to_contain_text("还没有数据")
    expect(page.locator("[data-choose='']")).to_be_visible()
    shoot(page, "planner-empty")
