"""Renaming: a step of a draft like any other, that undo takes back; who is published keeps the name."""

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.errors import ConflictError
from gis.plans.given_up import giving_up
from gis.plans.information import PlanInfo, plan_of
from gis.plans.naming import good_name
from gis.viewer import Viewer

RENAME = "rename"
"""The action of such a step; its summary says what the draft was called, `from`, and is called, `to`."""

_NAMED = """
UPDATE plan SET name = named.name
FROM (SELECT coalesce(
    (SELECT summary ->> 'to' FROM plan_revision
     WHERE plan_id = :id AND action = :rename AND number <= :revision ORDER BY number DESC LIMIT 1),
    (SELECT summary ->> 'from' FROM plan_revision
     WHERE plan_id = :id AND action = :rename AND number > :revision ORDER BY number LIMIT 1)) AS name) named
WHERE id = :id AND named.name <> plan.name
"""


def rename(session: Session, plan_id: int, *, name: str, viewer: Viewer) -> PlanInfo:
    """Give a draft another name, as one step of it.

    What is published keeps its name: it stands on maps and in files that were handed out.

    Raises:
        InputError: no name, or none that a plan may have.
        NotFoundError: there is no such plan.
        ConflictError: it is published.
    """
    called = good_name(name)
    session.execute(text("SELECT 1 FROM plan WHERE id = :id FOR NO KEY UPDATE"), {"id": plan_id})
    plan = plan_of(session, plan_id)
    if plan.state != "draft":
        raise ConflictError(f"Plan {plan_id} ({plan.name}) is published and keeps its name: name a draft of it anew.")
    if called == plan.name:
        return plan
    summary = {"from": plan.name, "to": called, "grids": [], **giving_up(session, plan_id, here=plan.revision)}
    step = session.scalar(
        text("SELECT next_revision(:id, :author, :action, CAST(:summary AS jsonb))"),
        {"id": plan_id, "author": viewer.name, "action": RENAME, "summary": orjson.dumps(summary).decode()},
    )
    named_as_of(session, plan_id, revision=int(step or 0))
    return plan_of(session, plan_id)


def named_as_of(session: Session, plan_id: int, *, revision: int) -> None:
    """Call a draft what it was called at one of its steps."""
    session.execute(text(_NAMED), {"id": plan_id, "revision": revision, "rename": RENAME})
