"""What a click on the map tells: one card per kind of thing, a file each.

A card holds the facts as the record has them; how they are worded is the page's business. No card has a phone number.
"""

from gis.cards.building import BuildingCard, building_card
from gis.cards.estate import EstateCard, estate_card
from gis.cards.grid import GridCard, grid_card
from gis.cards.holders import Holder, holders_of
from gis.cards.spot import SpotCard, spot_card

__all__ = [
    "BuildingCard",
    "EstateCard",
    "GridCard",
    "Holder",
    "SpotCard",
    "building_card",
    "estate_card",
    "grid_card",
    "holders_of",
    "spot_card",
]
