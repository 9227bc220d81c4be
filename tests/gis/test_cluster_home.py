import os
from pathlib import Path

import pytest

from gis.cluster_home import Account, Home
from gis.errors import MissingError

NOBODY = Account("nobody", 65534, 65534)


def test_a_lock_that_leads_elsewhere_is_not_opened(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    home = Home(tmp_path, None)
    home.start_lock.symlink_to(elsewhere)
    with pytest.raises(MissingError):
        home.open_lock(home.start_lock)
    assert not elsewhere.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_root_gives_away_the_lock_and_nothing_that_has_another_name(tmp_path: Path) -> None:
    home = Home(tmp_path, NOBODY)
    os.close(home.open_lock(home.start_lock))
    assert home.start_lock.stat().st_uid == NOBODY.uid
    other = tmp_path / "other"
    other.touch()
    home.users.hardlink_to(other)
    os.close(home.open_lock(home.users))
    assert other.stat().st_uid == 0
