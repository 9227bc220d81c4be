"""Every way to change the borders of a draft: one module each, with `apply(fabric, arguments) -> Edit`.

An operation reads its arguments, and returns the new ground of the grids it changes. What holds for all of them -
shared edges, valid ground, no overlap, no lost ground, locks, buildings left whole - is seen to by its caller
(`gis.boundaries.performing`).
"""
