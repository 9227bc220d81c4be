"""One operation done on a fabric in memory: found by its name, done, edges shared, checked."""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from inspect import cleandoc
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

import gis.boundaries.operations
from gis.boundaries.arguments import Arguments
from gis.boundaries.fabric import Edit, Fabric
from gis.boundaries.noding import new_edges, noded
from gis.boundaries.soundness import check_edit
from gis.errors import InputError

Operation = Callable[[Fabric, Arguments], Edit]
Look = Callable[[Session, int, Mapping[str, Any]], tuple[Fabric, Mapping[str, Any]]]


@lru_cache(maxsize=1)
def operations() -> Mapping[str, Operation]:
    """Return every operation by name; to add one, add a module with `apply` to `operations/`: its name is the name."""
    package = gis.boundaries.operations
    modules = (
        (found.name, import_module(f"{package.__name__}.{found.name}"))
        for found in pkgutil.iter_modules(package.__path__)
    )
    return MappingProxyType({name: module.apply for name, module in modules if hasattr(module, "apply")})


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, str]:
    """Return by name what every operation does and which arguments it takes: its module's own words."""
    package = gis.boundaries.operations
    modules = ((name, import_module(f"{package.__name__}.{name}")) for name in operations())
    return MappingProxyType({name: cleandoc(module.__doc__ or "") for name, module in modules})


@lru_cache(maxsize=1)
def lookers() -> Mapping[str, Look]:
    """Return, by name, how those operations look at a plan that need more than a neighbourhood: their `look`."""
    package = gis.boundaries.operations
    modules = ((name, import_module(f"{package.__name__}.{name}")) for name in operations())
    return MappingProxyType({name: module.look for name, module in modules if hasattr(module, "look")})


def operation_of(name: str) -> Operation:
    """Return an operation.

    Raises:
        InputError: there is none of that name.
    """
    if name not in operations():
        raise InputError(f"There is no operation {name!r}; there are: {', '.join(operations())}.")
    return operations()[name]


def perform(fabric: Fabric, name: str, arguments: Mapping[str, Any]) -> Edit:
    """Return what an operation makes of a fabric: neighbours share their edges, and all of it is sound.

    Raises:
        InputError: the arguments cannot be taken, or the edit would leave the fabric unsound.
        NotFoundError: there is no such grid.
        ConflictError: a grid is locked.
    """
    edit = operation_of(name)(fabric, Arguments(arguments))
    edit = _sharing_edges(fabric, edit)
    check_edit(fabric, edit)
    return edit


def _sharing_edges(fabric: Fabric, edit: Edit) -> Edit:
    """`edit`, where new edges get the nodes of their neighbours, and neighbours theirs; what stays is left out."""
    lines = new_edges(fabric.grounds, edit.grounds)
    after = {code: ground for code, ground in fabric.grounds.items() if code not in edit.removed} | dict(edit.grounds)
    if not lines.is_empty:
        after = noded(after, around=lines)
    changed = {
        code: ground
        for code, ground in after.items()
        if code not in fabric.cells or not ground.equals_exact(fabric.cells[code].ground, 0.0)
    }
    return replace(edit, grounds=changed)
