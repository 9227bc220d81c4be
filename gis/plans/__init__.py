"""Plans: whole sets of grids with a history, of which on every day at most one is in force.

A plan is a draft until it is published with the day from which it holds; publishing ends the plan before it.
Until that day the publication may be withdrawn.
Grid shapes are immutable rows, so a draft of a whole district costs nothing until it differs.
"""

from gis.plans.drafts import create_plan, make_draft
from gis.plans.grids import GridInput, GridRow, grids_of, same_grids
from gis.plans.information import PlanInfo, PlanState, list_plans, plan_in_force, plan_of
from gis.plans.overview import PlanOverview, plans_at_a_glance
from gis.plans.publishing import keep_findings, publish, standing_plans
from gis.plans.renaming import rename
from gis.plans.undoing import redo, undo
from gis.plans.withdrawing import withdraw

__all__ = [
    "GridInput",
    "GridRow",
    "PlanInfo",
    "PlanOverview",
    "PlanState",
    "create_plan",
    "grids_of",
    "keep_findings",
    "list_plans",
    "make_draft",
    "plan_in_force",
    "plan_of",
    "plans_at_a_glance",
    "publish",
    "redo",
    "rename",
    "same_grids",
    "standing_plans",
    "undo",
    "withdraw",
]
