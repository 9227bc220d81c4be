"""Who is asking: role and the area they may see. Every question that returns data takes a Viewer."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["operator", "planner", "community", "screen", "admin"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The one who asks.

    Attributes:
        name: Written beside every change this viewer makes.
        role: What the viewer may do.
        area_code: Code of the area the viewer may see; None: the whole district.
    """

    name: str
    role: Role
    area_code: str | None = None


LOCAL_OPERATOR = Viewer(name="local operator", role="operator")
"""Whoever sits at the machine: the command line, and pages until there is a sign-in."""
