"""What nobody answers for, one file per kind; each says what to do about it, and is kept in table `blind_spot`."""

from gis.blind_spots._exceptions import except_spot, unexcept_spot
from gis.blind_spots._find import find_kinds, find_spots
from gis.blind_spots._keeping import SUBJECTS, refresh
from gis.blind_spots._listing import blind_spot, blind_spots
from gis.blind_spots._scene import Scene, read_scene
from gis.blind_spots._spot import CURE_KEYS, BlindSpot, Cure, Finding, SpotException

__all__ = [
    "CURE_KEYS",
    "SUBJECTS",
    "BlindSpot",
    "Cure",
    "Finding",
    "Scene",
    "SpotException",
    "blind_spot",
    "blind_spots",
    "except_spot",
    "find_kinds",
    "find_spots",
    "read_scene",
    "refresh",
    "unexcept_spot",
]
