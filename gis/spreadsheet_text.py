"""Text in a table that a spreadsheet will open."""

import re

_NUMBER = re.compile(r"-\d+([.,]\d+)*")


def inert(cell: str) -> str:
    """Return text that no spreadsheet takes for a formula: such a cell gets an apostrophe before it.

    Source of the rule: OWASP, "CSV Injection". A negative number stays one.
    """
    risky = cell[:1] in {"=", "+", "@", "\t", "\r"} or (cell[:1] == "-" and not _NUMBER.fullmatch(cell))
    return f"'{cell}" if risky else cell
