"""Say in which community a grid lies.

Arguments: `grid`; `community`: its code, else the one in which most of the grid lies.
"""

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric
from gis.errors import InputError, NotFoundError


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Say it."""
    cell = fabric.cell(arguments.code("grid"))
    said = arguments.words("community")
    if said:
        home = next((item for item in fabric.around.communities(cell.ground) if item.code == said), None)
        if home is None:
            raise NotFoundError(f"Grid {cell.code} does not touch a community {said}.")
    else:
        home = fabric.community_of(cell.ground)
        if home is None:
            raise InputError(f"Grid {cell.code} lies in no community: load the areas first.")
    if home.id == cell.community_id:
        raise InputError(f"Grid {cell.code} lies in {home.name} already: nothing was changed.")
    return Edit(communities={cell.code: home.id})
