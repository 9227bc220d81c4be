"""The look that Mantine's components take over from the pages' own tokens (`web/src/tokens.css`)."""

from typing import Any

FONTS = (
    '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, -apple-system, sans-serif'
)
_ACTION = (
    "#eaf3fb", "#d3e4f5", "#a5c8ea", "#74abdf", "#4c92d6", "#3482d0", "#2779ce", "#1864ab", "#125593", "#0a487f",
)  # fmt: skip
_ALERT = (
    "#fff1e9", "#ffdfcd", "#fcbd9b", "#fa9966", "#f87a3a", "#f7671d", "#c2410c", "#a8370a", "#8f2f08", "#762705",
)  # fmt: skip
_GOOD = (
    "#e6faf4", "#d3f0e6", "#a6e0cd", "#76d0b1", "#4fc39a", "#36bb8b", "#0b7a5b", "#0a6c51", "#065c44", "#004b36",
)  # fmt: skip

MANTINE: dict[str, Any] = {
    "fontFamily": FONTS,
    "headings": {"fontFamily": FONTS, "fontWeight": "600"},
    "primaryColor": "action",
    "primaryShade": {"light": 7, "dark": 4},
    "colors": {"action": list(_ACTION), "alert": list(_ALERT), "good": list(_GOOD)},
    "defaultRadius": "sm",
    "cursorType": "pointer",
    "respectReducedMotion": True,
    "fontSizes": {"xs": "0.75rem", "sm": "0.875rem", "md": "1rem", "lg": "1.25rem", "xl": "1.75rem"},
}
GROUNDS = {"light": "#f6f7f9", "dark": "#0d131e"}
"""Colour of the ground under every page, for the first paint and the browser's own frame."""
