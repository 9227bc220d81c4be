"""What came of an edit."""

from dataclasses import dataclass, field, replace
from typing import Any

from gis.boundaries.findings import PlanFinding
from gis.boundaries.states import GridState


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What came of an edit, an undo or a redo.

    Attributes:
        name: What the draft is called; empty for a preview, which names nothing.
        revision: The revision that counts; for a preview the one it was worked out on.
        changed: The grids that differ from what the caller shows: of this edit, and of others in between.
        removed: Codes of grids that are gone.
        findings: What is wrong with the touched grids now.
    """

    plan: int
    name: str = ""
    revision: int
    operation: str
    changed: list[GridState]
    removed: list[str]
    findings: list[PlanFinding] = field(default_factory=list)

    def with_findings(self, findings: list[PlanFinding]) -> "Edited":
        """Return the same with what was found wrong."""
        return replace(self, findings=findings)

    def as_json(self) -> dict[str, Any]:
        """Return it as the HTTP API has it."""
        return {
            "plan": self.plan,
            "name": self.name,
            "revision": self.revision,
            "operation": self.operation,
            "changed": [grid.as_json() for grid in self.changed],
            "removed": self.removed,
            "findings": [finding.as_json() for finding in self.findings],
        }
