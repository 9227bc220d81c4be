"""What OpenStreetMap's tags are in the record's words."""

import re
from collections.abc import Mapping

_NUMBER = re.compile(r"\d+(\.\d+)?")

Tags = Mapping[str, str]

APARTMENTS = frozenset({"apartments", "residential", "dormitory"})
HOUSES = frozenset(
    {
        "house",
        "detached",
        "semidetached_house",
        "semi",
        "terrace",
        "bungalow",
        "villa",
        "farm",
        "cabin",
        "annexe",
        "hut",
    }
)
_USES = {
    "commercial": ("commercial", "retail", "supermarket", "hotel", "kiosk", "shop", "mall", "restaurant", "bank"),
    "office": ("office",),
    "school": ("school", "university", "college", "kindergarten"),
    "hospital": ("hospital", "clinic"),
    "industrial": ("industrial", "warehouse", "factory", "manufacture", "hangar"),
    "public": (
        "public", "civic", "government", "church", "cathedral", "chapel", "temple", "mosque", "shrine", "synagogue",
        "religious", "monastery", "museum", "sports_hall", "sports_centre", "stadium", "grandstand", "pavilion",
        "train_station", "transportation", "fire_station", "police", "townhall", "theatre", "library",
    ),
    "other": (
        "garage", "garages", "carport", "parking", "shed", "roof", "service", "greenhouse", "toilets", "construction",
        "ruins", "collapsed", "transformer_tower", "storage_tank", "water_tower", "silo", "barn", "stable", "sty",
        "cowshed", "farm_auxiliary", "outbuilding", "bridge", "gatehouse", "guardhouse", "bunker", "container", "tent",
        "kiln", "boathouse", "canopy", "abandoned", "substation",
    ),
}  # fmt: skip
_USE_OF_BUILDING = {word: use for use, words in _USES.items() for word in words}
_USE_OF_AMENITY = {
    "school": "school", "university": "school", "college": "school", "kindergarten": "school", "hospital": "hospital",
    "clinic": "hospital", "townhall": "public", "police": "public", "fire_station": "public", "library": "public",
    "theatre": "public", "cinema": "commercial", "place_of_worship": "public", "community_centre": "public",
    "courthouse": "public", "arts_centre": "public", "bank": "commercial", "restaurant": "commercial",
    "fast_food": "commercial", "cafe": "commercial", "marketplace": "commercial", "parking": "other",
    "bicycle_parking": "other", "fuel": "commercial", "toilets": "other", "embassy": "public",
}  # fmt: skip

NO_STREETS = frozenset(
    {
        "proposed", "construction", "platform", "bus_stop", "rest_area", "services", "elevator", "corridor", "razed",
        "abandoned", "disused", "demolished", "no", "street_lamp", "via_ferrata", "emergency_bay", "traffic_island",
    }
)  # fmt: skip
_NOT_ON_FOOT = frozenset({"motorway", "motorway_link", "busway", "bus_guideway", "raceway", "cycleway"})
_ALLOWED = frozenset({"yes", "designated", "permissive", "destination", "customers"})
_FORBIDDEN = frozenset({"no", "private", "use_sidepath"})

WATER = {
    "natural": frozenset({"water"}),
    "waterway": frozenset({"riverbank", "dock", "canal", "river"}),
    "landuse": frozenset({"reservoir", "basin"}),
}
WATER_LINES = frozenset({"river", "canal", "stream", "drain", "ditch", "tidal_channel"})
GREENS = {
    "leisure": frozenset({"park", "garden", "golf_course", "nature_reserve", "dog_park"}),
    "landuse": frozenset(
        {
            "forest",
            "grass",
            "meadow",
            "recreation_ground",
            "village_green",
            "cemetery",
            "orchard",
            "allotments",
            "flowerbed",
        }
    ),
    "natural": frozenset({"wood", "scrub", "grassland", "heath"}),
}

_RESOURCES = {
    "clinic": "clinic", "doctors": "clinic", "health_post": "clinic", "hospital": "hospital", "police": "police_post",
    "school": "school", "kindergarten": "kindergarten", "childcare": "kindergarten", "nursing_home": "elderly_centre",
    "retirement_home": "elderly_centre", "marketplace": "market", "fire_station": "fire_station", "toilets": "toilet",
    "charging_station": "charging_station", "community_centre": "service_station", "townhall": "service_station",
    "public_building": "service_station",
}  # fmt: skip
_FOR_THE_OLD = frozenset({"nursing_home", "assisted_living", "day_care", "hospice"})
_HEALTHCARE = {"clinic": "clinic", "centre": "clinic", "doctor": "clinic", "hospital": "hospital"}
UNNAMED = {
    "clinic": "诊所", "hospital": "医院", "police_post": "警务室", "school": "学校", "kindergarten": "幼儿园",
    "elderly_centre": "养老服务点", "market": "市场", "fire_station": "消防站", "toilet": "公共厕所",
    "charging_station": "充电站", "service_station": "服务站",
}  # fmt: skip


def use_of(tags: Tags) -> str | None:
    """Return the use of a building; None where its tags do not tell."""
    word = tags.get("building", "")
    if word in APARTMENTS or word in HOUSES:
        return "residential"
    if word != "yes":
        return _USE_OF_BUILDING.get(word, word)
    for key, words in (("amenity", _USE_OF_AMENITY), ("healthcare", {}), ("shop", {}), ("office", {}), ("tourism", {})):
        value = tags.get(key)
        if value:
            usual = {"healthcare": "hospital", "shop": "commercial", "office": "office", "tourism": "commercial"}
            return words.get(value) or usual.get(key)
    return None


def most_of(value: str | None) -> str | None:
    """Return the largest of several numbers that stand in one tag, as 7;5; anything else as it is."""
    parts = [part.strip() for part in (value or "").split(";")]
    return max(parts, key=float) if len(parts) > 1 and all(_NUMBER.fullmatch(part) for part in parts) else value


def address_of(tags: Tags) -> str | None:
    """Return street and number, in the order in which they are written."""
    street, number = tags.get("addr:street"), tags.get("addr:housenumber")
    if not (street and number):
        return tags.get("addr:full") or tags.get("addr:housename")
    return f"{street}{number}" if street[-1:] > "\u2e80" else f"{street} {number}"


def on_foot(tags: Tags) -> bool:
    """Return whether people may walk along a street."""
    foot = tags.get("foot")
    if foot in _ALLOWED:
        return True
    if foot in _FORBIDDEN or tags.get("highway") in _NOT_ON_FOOT:
        return False
    return tags.get("access") not in _FORBIDDEN


def is_oneway(tags: Tags) -> bool:
    """Return whether a street is driven in one direction only."""
    oneway = tags.get("oneway")
    if oneway is None:
        return tags.get("junction") == "roundabout" or tags.get("highway") == "motorway"
    return oneway in ("yes", "true", "1", "-1", "reversible", "alternating")


def kind_in(words: Mapping[str, frozenset[str]], tags: Tags) -> str | None:
    """Return the first value of `tags` that `words` has under the same key."""
    return next((tags[key] for key, values in words.items() if tags.get(key) in values), None)


def resource_kind(tags: Tags) -> str | None:
    """Return what kind of resource something is; None: none that the record knows."""
    amenity = tags.get("amenity")
    if amenity == "social_facility":
        old = tags.get("social_facility") in _FOR_THE_OLD or "senior" in tags.get("social_facility:for", "")
        return "elderly_centre" if old else "service_station"
    return _RESOURCES.get(amenity or "") or _HEALTHCARE.get(tags.get("healthcare", ""))
