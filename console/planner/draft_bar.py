"""What an open draft has on the page: its bar along the top, its tools, and the panel of what is picked."""

from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from console.components.attributes import named
from console.language import Language, words

TOOLS = (
    ("select", "Select", "V"),
    ("border", "Border", "B"),
    ("split", "Split", "S"),
    ("merge", "Merge", "M"),
    ("give", "Give", "G"),
    ("carve", "Carve out", "C"),
    ("hole", "Hole", "H"),
    ("lock", "Lock", "K"),
)


def draft_bar(language: Language, *, today: date) -> Component:
    """Return the bar; the browser's editor fills in the draft's name and the count of its checks."""
    _ = words(language)
    return html.Div(
        [
            html.Span(_("Draft"), className="wg-chip wg-chip-draft"),
            html.B(id="draft-name", className="wg-draft-name"),
            _rename(language),
            html.Span(id="draft-base", className="wg-muted wg-draft-base"),
            _button("undo", "↶", _("Undo") + "  Ctrl+Z"),
            _button("redo", "↷", _("Redo") + "  Ctrl+Shift+Z"),
            html.Button(
                [_("Checks"), html.Span("", id="draft-checks", className="wg-check-count")],
                className="wg-button",
                type="button",
                **named(data_edit="checks"),
            ),
            _publish(language, today),
            _button("close", "×", _("Close the draft; it stays as it is")),
        ],
        id="draft-bar",
        className="wg-draft-bar",
        role="toolbar",
        **named(aria_label=_("The open draft")),
    )


def _rename(language: Language) -> Component:
    _ = words(language)
    return html.Details(
        [
            html.Summary("✎", className="wg-icon-button", title=_("Rename …"), **named(aria_label=_("Rename …"))),
            html.Div(
                [
                    html.Label(
                        [
                            html.Span(_("Name of the draft")),
                            dcc.Input(
                                id="draft-called", type="text", value="", autoComplete="off", className="wg-input"
                            ),
                        ],
                        className="wg-field",
                    ),
                    html.P(id="draft-rename-refused", className="wg-publish-refused", role="alert"),
                    dcc.Store(id="draft-named"),
                    html.Button(_("Rename"), id="draft-rename", className="wg-button wg-button-main", type="button"),
                ],
                className="wg-menu wg-publish",
            ),
        ],
        id="draft-renaming",
        className="wg-draft-publish",
    )  # fmt: skip


def _publish(language: Language, today: date) -> Component:
    _ = words(language)
    return html.Details(
        [
            html.Summary(_("Publish …"), className="wg-button wg-button-main"),
            html.Div(
                [
                    html.P(id="draft-publish-says", className="wg-publish-says"),
                    html.Label(
                        [
                            html.Span(_("First day")),
                            dcc.Input(id="draft-day", type="text", value=today.isoformat(), size="10",
                                      pattern=r"\d{4}-\d\d-\d\d", className="wg-input wg-day"),
                        ],
                        className="wg-field",
                    ),
                    html.P(id="draft-publish-refused", className="wg-publish-refused", role="alert"),
                    dcc.Checklist(id="draft-replaces", options=[], value=[], inputClassName="wg-check"),
                    html.P(
                        _("Being checked and published …"), id="draft-publish-wait", className="wg-muted", hidden=True
                    ),
                    html.Button(_("Publish"), id="draft-publish", className="wg-button wg-button-main", type="button"),
                ],
                className="wg-menu wg-publish",
            ),
        ],
        id="draft-publishing",
        className="wg-draft-publish",
    )  # fmt: skip


def draft_tools(language: Language) -> Component:
    """Return the tools over the map, and the line that says what the tool at hand wants next."""
    _ = words(language)
    tools = [
        html.Button(
            [html.Span(className=f"wg-tool-icon wg-tool-{key}"), html.Span(_(title), className="wg-tool-name")],
            className="wg-tool",
            type="button",
            title=f"{_(title)}  {letter}",
            **named(data_tool=key, aria_pressed="false"),
        )
        for key, title, letter in TOOLS
    ]
    return html.Div(
        [
            html.Div(tools, className="wg-tools", role="toolbar", **named(aria_label=_("Tools"))),
            html.Div(id="draft-hint", className="wg-tool-hint", role="status", **named(aria_live="polite")),
        ],
        id="draft-tools",
        className="wg-draft-tools",
    )


def draft_card(language: Language) -> Component:
    """Return the place of the picked grid's figures, and of what an edit would make of them."""
    return html.Aside(
        id="draft-card",
        className="wg-panel wg-planner-right wg-draft-card",
        hidden=True,
        **named(aria_label=words(language)("The picked grid and what an edit does")),
    )


def _button(action: str, face: str, name: str) -> Component:
    return html.Button(
        face, className="wg-icon-button", type="button", title=name, **named(data_edit=action, aria_label=name)
    )
