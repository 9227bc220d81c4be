"""The wheel's build hook: the browser's bundle and the compiled catalogues, which git does not hold."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from console.web.bundle import build


class Bundle(BuildHookInterface[Any]):
    """Makes them before a wheel is packed, or installed for working on it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is out of date and let it into the wheel although git ignores it."""
        del version
        build()
        build_data["artifacts"] += ["console/web/dist/*", "console/locale/*/LC_MESSAGES/*.mo"]
