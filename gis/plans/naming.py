"""What a plan may be called: a name that no command takes for a number or for the plan in force."""

from gis.errors import InputError

CURRENT = "current"
"""What the plan in force today is called where a plan is asked for."""
MOST_CHARACTERS = 60
"""A name of a plan stands in lists, on maps and in names of files."""


def good_name(said: str) -> str:
    """Return a plan's name without blanks around it.

    Raises:
        InputError: it is empty or too long, or would be taken for something else where a plan is asked for.
    """
    name = told_apart(said)
    if len(name) > MOST_CHARACTERS:
        raise InputError(
            f"A plan’s name has at most {MOST_CHARACTERS} characters, this one has {len(name)}: shorten it."
        )
    return name


def told_apart(said: str) -> str:
    """Return a plan's name without blanks around it, of any length.

    Raises:
        InputError: it is empty, only digits, or the word that stands for the plan in force.
    """
    name = said.strip()
    if not name:
        raise InputError("A plan needs a name.")
    if name.isdigit():
        raise InputError(f"A plan cannot be called {name}: digits alone are a plan’s number; add a word to it.")
    if name.casefold() == CURRENT:
        raise InputError(f"A plan cannot be called {name}: that is the plan in force; choose another name.")
    return name
