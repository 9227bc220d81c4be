"""Do what the cure of a blind spot says, in a copy of the plan."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.blind_spots import no_worker
from gis.blind_spots._find import find_spot
from gis.blind_spots._scene import read_scene, read_scene_near
from gis.blind_spots._spot import BlindSpot, Cure, Finding
from gis.boundaries.changes import write_changes
from gis.errors import InputError, NotFoundError
from gis.plans import plan_in_force
from gis.plans.going_on import called_in
from gis.viewer import LOCAL_OPERATOR, Viewer


def apply(session: Session, plan_copy_id: int, spot: BlindSpot | Finding, *, viewer: Viewer = LOCAL_OPERATOR) -> Cure:
    """Cure `spot` in a draft, as one revision of it; return what was done.

    The cure is found anew in the draft: in a fresh copy of the plan in force it is the one that the spot promises.

    Raises:
        NotFoundError: the draft does not have this blind spot (any more).
        InputError: no change of a plan cures it.
        ConflictError: the plan is published.
    """
    found = cure_in(session, plan_copy_id, kind=spot.kind, key=spot.key, name=spot.name)
    if found.cure.changes is None:
        raise InputError(f"{spot.name}: {found.cure.text['en']}")
    write_changes(session, plan_copy_id, found.cure.changes, action=f"cure:{found.kind}", viewer=viewer)
    return found.cure


def cure_in(session: Session, plan_id: int, *, kind: str, key: str, name: str = "") -> Finding:
    """Return a blind spot of the plan in force with its cure, found anew in a draft.

    A grid without a worker is found under the code that it has there; another grid of its code is not taken for it.

    Raises:
        NotFoundError: the draft does not have this blind spot (any more).
    """
    key_there = _key_in(session, plan_id, key) if kind == no_worker.KIND else key
    found = _find_near(session, plan_id, kind=kind, key=key, key_there=key_there)
    if found is None:
        found = find_spot(read_scene(session, plan_id=plan_id), kind=kind, key=key_there)
    if found is None:
        raise NotFoundError(f"Plan {plan_id} does not have this blind spot ({name or key}).")
    return found


def _key_in(session: Session, plan_id: int, key: str) -> str:
    """Return the key that a grid of the plan in force without a worker has in another plan."""
    base, (kind, _, code) = plan_in_force(session), key.partition(":")
    called = {} if base is None or base.id == plan_id else called_in(session, base.id, plan_id)
    return f"{kind}:{called.get(code, code)}"


def _find_near(session: Session, plan_id: int, *, kind: str, key: str, key_there: str | None = None) -> Finding | None:
    """Look for it in the community that the record keeps it in: one of some hundred, and mostly all that it takes.

    In the draft it may have another key, `key_there`. None: it is not there, or no longer of that community, of whose
    surroundings not all is looked at.
    """
    known = text("SELECT community_id FROM blind_spot WHERE kind = :kind AND key = :key")
    community = session.scalar(known, {"kind": kind, "key": key})
    scene = None if community is None else read_scene_near(session, plan_id, community_id=community)
    found = None if scene is None else find_spot(scene, kind=kind, key=key_there or key)
    return None if found is None or found.community_id != community else found
