"""HTML attributes whose names Python cannot write as they are: `data-…`, `aria-…`."""

from typing import Any


def named(**attributes: Any) -> dict[str, Any]:
    """Return attributes under their HTML names: ``html.Div(**named(data_wall="", aria_label="Wall"))``."""
    return {name.replace("_", "-"): value for name, value in attributes.items()}
