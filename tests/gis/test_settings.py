import pytest

from gis.errors import InputError
from gis.settings import Settings


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "../etc/passwd", "Asia/Shanghai -c x=y"])
def test_a_time_zone_that_there_is_not_is_refused_by_name(zone: str) -> None:
    with pytest.raises(InputError, match=r"^WANGGE_TIME_ZONE: there is no time zone"):
        Settings.from_environment({"WANGGE_TIME_ZONE": zone})


@pytest.mark.parametrize(
    "url",
    ["tiles/{z}", "ftp://x/{z}", "javascript:alert(1)", "https://x;script-src */{z}", "https://x y/{z}", "https:///"],
)
def test_an_address_of_tiles_that_would_spoil_the_pages_policy_is_refused(url: str) -> None:
    with pytest.raises(InputError, match=r"^WANGGE_TILE_URL: "):
        Settings.from_environment({"WANGGE_TILE_URL": url})


def test_what_is_said_is_taken() -> None:
    said = {
        "WANGGE_TIME_ZONE": "Asia/Urumqi",
        "WANGGE_TILE_URL": "https://{s}.example.org/{z}/{x}/{y}.png?key=1",
        "WANGGE_HOSTS": "grid.example.org, other",
    }
    settings = Settings.from_environment(said)
    assert settings.time_zone == "Asia/Urumqi"
    assert settings.tile_url == said["WANGGE_TILE_URL"]
    assert settings.hosts == ("grid.example.org", "other")
