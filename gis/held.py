"""The one rule on when an assignment holds."""


def held_on(day: str, *, alias: str) -> str:
    """Return the SQL condition that an assignment holds on a day; `until` is the first day on which it does not.

    Args:
        day: SQL of the day, as `current_date` or `:day`.
        alias: Name of table `assignment` in the query.
    """
    return f"({alias}.since <= {day} AND ({alias}.until IS NULL OR {alias}.until > {day}))"
