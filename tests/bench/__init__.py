"""Measures against other programs, side by side in the same run: `make bench`, or `python -m tests.bench NAME`.

Figures are of the machine that runs them; the ratios are what counts. Nothing here is asserted in a test.
"""
