"""Which grid answers for which piece of street: one division, for the patrols that are planned and those walked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PIECES = """
    SELECT d.piece, e.street_id, e.from_m + d.from_m AS from_m, e.from_m + d.to_m AS to_m,
           d.to_m - d.from_m AS length_m, d.grid,
           CASE WHEN d.to_m - d.from_m >= e.length_m - 0.01 THEN e.geom
                ELSE ST_LineSubstring(e.geom, least(1, d.from_m / e.length_m), least(1, d.to_m / e.length_m))
           END AS geom
    FROM unnest(CAST(:piece_edge AS integer[]), CAST(:piece_from AS float8[]), CAST(:piece_to AS float8[]),
                CAST(:piece_grid AS text[])) WITH ORDINALITY AS d (edge, from_m, to_m, grid, piece)
    JOIN network_edge e ON e.network_id = :piece_network AND e.number = d.edge
"""
"""SELECT of the pieces of a `StreetDivision`, whose `values` are bound: metres lie on the street."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetDivision:
    """k pieces of the edges of a network; together they are all of it, and each belongs to one grid.

    Attributes:
        network: Key of the network's version; None: there are no streets.
        edge: int64 (k,), number of the edge.
        from_m: float64 (k,), where on the edge the piece begins.
        to_m: float64 (k,), where it ends.
        grid: (k,) codes of the grids that answer for the pieces.
    """

    network: int | None
    edge: NDArray[np.int64]
    from_m: NDArray[np.float64]
    to_m: NDArray[np.float64]
    grid: NDArray[np.str_]

    def values(self, grid: str | None = None) -> dict[str, object]:
        """Return what `PIECES` is bound with, for one grid or all."""
        kept = np.ones(len(self.edge), np.bool_) if grid is None else self.grid == grid
        return {
            "piece_network": self.network,
            "piece_edge": self.edge[kept].tolist(),
            "piece_from": self.from_m[kept].tolist(),
            "piece_to": self.to_m[kept].tolist(),
            "piece_grid": self.grid[kept].tolist(),
        }


def undivided() -> StreetDivision:
    """Return the division where there are no streets or no grids."""
    return StreetDivision(
        network=None, edge=np.zeros(0, np.int64), from_m=np.zeros(0), to_m=np.zeros(0), grid=np.zeros(0, "U1")
    )
