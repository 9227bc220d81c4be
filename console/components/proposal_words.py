"""What a proposal's figures and remarks are called, on the page and on the command line."""

FIGURES = (
    ("Grids", "grids"),
    ("in the band", "within_band"),
    ("too few people", "below_band"),
    ("too many people", "above_band"),
    ("Least people", "people_min"),
    ("Most people", "people_max"),
    ("Compactness, mean", "compactness_mean"),
    ("Compactness, worst twentieth", "compactness_p5"),
    ("Border along lines", "border_on_lines"),
    ("Estates divided", "estates_split"),
    ("People in no grid", "people_without_grid"),
)
"""Title and key of each figure, in the order in which they are shown."""

REMARKS = {
    "cannot_fit": "{community}: {people} people, no number of grids brings them into the band.",
    "alone": "{community}, grid {grid}: {people} people, in buildings that cannot be divided.",
    "out_of_band": "{community}, grid {grid}: {people} people, outside the band.",
    "cut": "{community}: its border, or that of a grid which stays, cuts buildings with {people} people.",
    "node": "Grid {grid} stays as it is; a new border ends on its outline, which has a node more there.",
}
"""What could not be reached, by kind."""
