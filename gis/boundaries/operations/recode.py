"""Give a grid another code; who holds it holds it under the new one.

Arguments: `grid`; `code`, else the next free one of its community.
"""

from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric


def apply(fabric: Fabric, arguments: Arguments) -> Edit:
    """Rename it."""
    cell = fabric.cell(arguments.code("grid"))
    code = arguments.words("code")
    if code:
        fabric.check_new_code(code)
    else:
        near = fabric.around.communities(cell.ground)
        home = next((item for item in near if item.id == cell.community_id), None)
        code = fabric.new_code(cell.code, home or fabric.community_of(cell.ground))
    return Edit(renamed={cell.code: code})
