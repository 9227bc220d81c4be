"""Which changes of the record a page may let pass."""

from collections.abc import Collection, Mapping
from typing import Any

from dash import ctx

ON_MAPS_ONLY = frozenset({"position", "shift"})
"""Subjects that change all the time and that maps alone show: no figure of any page depends on them."""
ON_FOOT = frozenset({"network", "reach", "service_area", "proposed_site", "patrol", "walked"})
"""What is worked out on the streets: the pages of resources and patrols show it, and maps."""
BESIDE_LISTS = frozenset(
    {*("street", "water", "green", "place", "resource", "incident", "incident_category", "load"), *ON_FOOT}
)
"""Changes that neither the planner's lists nor its figures depend on."""
BESIDE_PLANS = BESIDE_LISTS | {"remark"}
"""Changes that no list or comparison of plans depends on."""


def passes_by(change: Mapping[str, Any] | None, unseen: Collection[str], *, store: str = "live") -> bool:
    """Whether the callback at hand was called for nothing but a change that its page does not show.

    A store keeps its last change, so what it holds says nothing when something else called, be it at the same time.
    A page's first call looks like a change's where one comes before it is sent: who has nothing to show yet must not
    ask this.

    Args:
        change: What `store` holds.
        unseen: Subjects on which nothing of the page depends.
        store: Where changes come in.
    """
    return (
        bool(change)
        and {str(one["prop_id"]).split(".")[0] for one in ctx.triggered} == {store}
        and set((change or {}).get("subjects", ())) <= {*unseen, *ON_MAPS_ONLY}
    )
