"""The HTML that pages start from, and the page for an address that leads nowhere."""

from html import escape

from console.language import Language, words
from console.pages import Page, find_pages
from console.theme import FONTS, GROUNDS

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%231864ab' "
    "d='M1 1h6v6H1zM9 1h6v6H9zM1 9h6v6H1z'/%3E%3Cpath fill='none' stroke='%23c2410c' stroke-width='1.5' "
    "stroke-dasharray='2 1.2' d='M9.75 9.75h4.5v4.5h-4.5z'/%3E%3C/svg%3E"
)
INDEX = f"""<!DOCTYPE html>
<html {{%html_tag%}}>
<head>
{{%metas%}}
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>{{%title%}}</title>
<link rel="icon" href="{ICON}">
{{%css%}}
</head>
<body>
{{%app_entry%}}
<footer>{{%config%}}{{%scripts%}}{{%renderer%}}</footer>
</body>
</html>"""


def start_of_page(page: Page | None, language: Language) -> dict[str, str]:
    """Return the parts of the first HTML that depend on the page and the language."""
    _ = words(language)
    theme = page.theme if page is not None else "light"
    waiting = f'<div id="react-entry-point"><div class="wg-first" style="background:{GROUNDS[theme]}"></div></div>'
    return {"title": escape(_(page.title) if page is not None else _("Wangge")), "app_entry": waiting}


def html_tag(page: Page | None, language: Language) -> str:
    """Return the attributes of the html element."""
    theme = page.theme if page is not None else "light"
    tongue = "zh-CN" if language == "zh" else "en"
    path = page.path if page is not None else ""
    return f'lang="{tongue}" data-theme="{theme}" data-page="{path}" style="background:{GROUNDS[theme]}"'


def not_found(path: str, language: Language) -> str:
    """Return the page for an address that leads nowhere: what happened, and where to go."""
    _ = words(language)
    links = "".join(
        f'<a href="{page.path}">{escape(_(page.title))}</a>' for page in find_pages().values() if page.order is not None
    )
    return f"""<!DOCTYPE html>
<html {html_tag(None, language)}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>404 · {escape(_("Wangge"))}</title><link rel="icon" href="{ICON}">
<style>
body {{ margin: 0; min-height: 100vh; display: grid; place-content: center; justify-items: center; gap: 12px;
  font: 16px/1.5 {FONTS.replace('"', "'")}; color: #1d2733; background: #f6f7f9;
  background-image: linear-gradient(#d9dee5 1px, transparent 1px), linear-gradient(90deg, #d9dee5 1px, transparent 1px);
  background-size: 96px 96px; background-position: center; }}
div {{ width: 192px; height: 96px; border: 2px dashed #c2410c; display: grid; place-content: center;
  font-size: 44px; color: #c2410c; background: repeating-linear-gradient(45deg, #f6f7f9 0 7px, #f3dccf 7px 9px); }}
h1 {{ font-size: 20px; margin: 12px 0 0; }} p {{ margin: 0; color: #66727f; max-width: 36em; text-align: center;
  overflow-wrap: anywhere; }} nav {{ display: flex; flex-wrap: wrap; justify-content: center; gap: 4px 20px; }}
a {{ color: #1864ab; }}
h1, p, nav {{ background: #f6f7f9; padding: 0 8px; }}
</style></head>
<body><div>404</div><h1>{escape(_("No grid answers for this address"))}</h1>
<p><code>{escape(path[:200])}</code></p><nav>{links}</nav></body></html>"""
