"""What tests of the planner's page do on it again and again."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import Engine, text

OpenPage = Callable[..., Page]
Wait = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
LAST_GRID = "110199002002002"
"""The grid that has no worker."""


def card(page: Page) -> Any:
    return page.locator("#planner-card")


def spot(page: Page, name: str = "阳光花园") -> Any:
    return page.locator(".wg-spot-row", has_text=name).first


def centre(page: Page) -> list[float]:
    return page.evaluate("() => { const c = window.wangge.page.map.map.getCenter(); return [c.lng, c.lat] }")


def still(page: Page) -> None:
    """Wait until the map stands where it was sent."""
    page.wait_for_function(
        """() => { const m = window.wangge.page.map.map, now = m.getCenter().toString() + m.getZoom();
            const same = window.stood === now; window.stood = now;
            return same && !m._animatingZoom }""",
        polling=300,
    )


def pick(page: Page, table: str, layer: str, code: str, record: Engine) -> None:
    with record.connect() as connection:
        found = connection.scalar(text(f"SELECT id FROM {table} WHERE code = :code ORDER BY id DESC"), {"code": code})
    page.evaluate(
        """([layer, id]) => dash_clientside.set_props('map-pick',
            {data: {layer, id, lat: null, lon: null, n: Math.random()}})""",
        [layer, found],
    )
