"""How far people are out of the band of a grid, and how many grids they make."""

from gis.parameters import Parameters


def out_of_band(people: float, parameters: Parameters, *, grids: int = 1) -> float:
    """Return how many people too many or too few that is for so many grids."""
    each = people / grids
    least, most = parameters.grid_people_min, parameters.grid_people_max
    return grids * max(0.0, least - each, each - most)


def grids_due(people: float, parameters: Parameters) -> int:
    """Return how many grids the people make: the number that leaves fewest too many or too few."""
    fewest = int(people // max(parameters.grid_people_max, 1))
    counts = range(max(1, fewest), fewest + 2)
    return min(counts, key=lambda count: (out_of_band(people, parameters, grids=count), count))
