from contextvars import copy_context
from typing import Any

import pytest
from dash._callback_context import context_value
from dash._utils import AttributeDict

from console.following import passes_by

UNSEEN = {"incident", "street", "load"}


def asked(change: dict[str, Any] | None, *, triggered: str | None, store: str) -> bool:
    """What `passes_by` says inside a callback that `triggered` called."""

    def inside() -> bool:
        called_by = [{"prop_id": one, "value": 1} for one in (triggered or "").split()]
        context_value.set(AttributeDict(triggered_inputs=called_by))
        return passes_by(change, UNSEEN, store=store)

    return copy_context().run(inside)


@pytest.mark.parametrize("store", ["live", "planner-live"])
@pytest.mark.parametrize(
    ("change", "triggered", "passes"),
    [
        ({"subjects": ["incident", "street"]}, "{store}.data", True),
        ({"subjects": ["incident", "grid"]}, "{store}.data", False),
        ({"subjects": ["*"]}, "{store}.data", False),
        # a click, while the store still holds the last change
        ({"subjects": ["incident"]}, "planner-selection.data", False),
        # a click and a change in one call, in either order
        ({"subjects": ["incident"]}, "planner-tab.data {store}.data", False),
        ({"subjects": ["incident"]}, "{store}.data planner-tab.data", False),
        ({"subjects": ["incident"]}, None, False),
        (None, "{store}.data", False),
    ],
)
def test_only_changes_the_page_does_not_show_pass_by(
    store: str,
    change: dict[str, Any] | None,
    triggered: str | None,
    passes: bool,  # noqa: FBT001 - a case
) -> None:
    called_by = triggered.format(store=store) if triggered else None
    assert asked(change, triggered=called_by, store=store) is passes
