"""The streets divided among the grids of the plan in force, as `plan_patrols` does it; kept while it holds."""

from collections import OrderedDict
from threading import Lock

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.network.versions import digest_of
from gis.parameters import load_parameters
from gis.patrols.ground import read_grids
from gis.progress import SILENT, Progress
from gis.viewer import LOCAL_OPERATOR
from gis.walks.division import StreetDivision, undivided
from routing.network import current_network
from routing.patrol_streets import share_streets

HELD = 2
"""Divisions a process keeps in memory."""
_held: OrderedDict[tuple[str, str, float], StreetDivision] = OrderedDict()
_holding = Lock()


def street_division(session: Session, *, progress: Progress = SILENT) -> StreetDivision:
    """Return which grid of the plan in force answers for which piece of street.

    It is the same for every viewer: streets are shared among all grids, so that their metres add up to the network.

    Args:
        session: Its transaction is the caller's; a network that is out of date is built in it.
        progress: Told when streets have to be divided.
    """
    plan, ground = session.execute(
        text("""
        SELECT plan_in_force(), (SELECT md5(string_agg(code || md5(ST_AsBinary(geom)), '' ORDER BY code))
                                 FROM plan_grid WHERE plan_id = plan_in_force())
        """)
    ).one()
    graph = current_network(session, progress=progress)
    if plan is None or ground is None or not len(graph.u) or graph.version is None:
        return undivided()
    border_m = load_parameters(session).patrol_border_distance
    key = (digest_of(session, graph.version), ground, border_m)
    with _holding:
        held = _held.get(key)
    if held is None or held.network != graph.version:
        progress.start("streets by grid", 1)
        grids = read_grids(session, LOCAL_OPERATOR, plan=plan, codes=None)
        pieces = share_streets(graph, np.array([grid.geom for grid in grids]), border_m=border_m)
        codes = np.array([grid.code for grid in grids])
        held = StreetDivision(
            network=graph.version, edge=pieces.edge, from_m=pieces.from_m, to_m=pieces.to_m, grid=codes[pieces.grid]
        )
        with _holding:
            _held[key] = held
            while len(_held) > HELD:
                _held.popitem(last=False)
        progress.advance()
    return held
