"""The record's own words for kinds, as the pages say them: each is an English wording of the catalogues."""

SPOT_KINDS = {
    "estate_outside": "Estate outside",
    "buildings_outside": "Buildings outside",
    "gap": "Gap",
    "overlap": "Overlap",
    "no_worker": "No worker",
}
ROLES = {"worker": "grid worker", "head": "grid head", "assistant": "assistant", "volunteer": "volunteer"}
REMARKS = {"missing": "Missing", "not_ours": "Not ours", "other": "Other"}
BANDS = {
    "empty": "Nobody lives here",
    "below": "Below the band",
    "within": "In the band",
    "above": "Above the band",
}
RESOURCE_KINDS = {
    "elderly_centre": "Elderly centres",
    "clinic": "Clinics",
    "hospital": "Hospitals",
    "police_post": "Police posts",
    "school": "Schools",
    "kindergarten": "Kindergartens",
    "market": "Markets",
    "fire_station": "Fire stations",
    "park_gate": "Park gates",
    "toilet": "Toilets",
    "service_station": "Service stations",
    "charging_station": "Charging stations",
}
