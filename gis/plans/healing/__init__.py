"""Healing grids that were drawn apart into one coverage: shared borders, no slivers, and a report of what moved."""

from gis.plans.healing.heal import Healed, Overlap, Piece, heal

__all__ = ["Healed", "Overlap", "Piece", "heal"]
