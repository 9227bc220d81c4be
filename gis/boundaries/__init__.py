"""Changing the borders of a draft as one fabric: neighbours share their edges, bit for bit.

`operations/` holds one file per operation, `checks/` one per thing that can be wrong with a plan; both are found by
their files' names.
"""
