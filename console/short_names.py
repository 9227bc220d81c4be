"""Names of columns as a Shapefile keeps them."""

from collections.abc import Sequence

LONGEST_NAME = 10
"""Letters that a Shapefile keeps of a column's name."""


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Return a name of at most ten letters for each, alike to none of the others."""
    short: dict[str, str] = {}
    for name in names:
        words = name.split("_")
        room = (LONGEST_NAME - len(words) + 1) // len(words)
        cut = name if len(name) <= LONGEST_NAME else "_".join(word[:room] for word in words)
        number = 2
        while cut in short.values():
            cut = f"{cut[: LONGEST_NAME - 2]}_{number}"
            number += 1
        short[name] = cut
    return short
