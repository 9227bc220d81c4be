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
