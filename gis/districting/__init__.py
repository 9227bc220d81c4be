"""Proposing boundaries: units, their partition into grids, its refinement, and outlines along streets."""
