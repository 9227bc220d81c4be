import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from gis import cluster, cluster_home, postgres_programs, postgres_server
from gis.cluster import Status, start, status, stop, use_cluster
from gis.cluster_home import Home, find_home
from gis.errors import DatabaseError, MissingError

CHECKOUT = Path(cluster.__file__).parent.parent
USER_PROGRAM = """
import sys
from pathlib import Path
from gis.cluster import use_cluster
with use_cluster(Path(sys.argv[1]), durable=False) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def _remove(folder: Path) -> None:
    home = folder / "postgres"
    if home.exists():
        stop(folder)
        socket_link = home / "socket"
        if socket_link.is_symlink():
            shutil.rmtree(socket_link.readlink(), ignore_errors=True)
        shutil.rmtree(home.resolve())
    shutil.rmtree(folder)


@pytest.fixture
def make_folder() -> Iterator[Callable[[str], Path]]:
    """Make data folders that the cluster's user can reach; pytest's own are closed to it when root runs the tests."""
    parents: list[Path] = []

    def make(name: str) -> Path:
        parent = Path(tempfile.mkdtemp(prefix="wangge-"))
        parent.chmod(0o755)
        parents.append(parent / name)
        return parent / name

    yield make
    for folder in parents:
        if folder.exists():
            _remove(folder)
        shutil.rmtree(folder.parent)


@pytest.fixture
def folder(make_folder: Callable[[str], Path]) -> Path:
    return make_folder("data")


@pytest.fixture(scope="module")
def set_up() -> Iterator[Path]:
    """A data folder whose cluster was used before; a test leaves it standing still."""
    parent = Path(tempfile.mkdtemp(prefix="wangge-"))
    parent.chmod(0o755)
    with use_cluster(parent / "data", durable=False) as url:
        _ask(url, "CREATE TABLE kept AS SELECT 42 AS n")
    yield parent / "data"
    _remove(parent / "data")
    parent.rmdir()


def _ask(url: str, query: str) -> object:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None
    finally:
        connection.close()


def _home(folder: Path) -> Home:
    home = find_home(folder)
    assert home is not None
    return home


def _user(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", USER_PROGRAM, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )


def _leave(user: "subprocess.Popen[str]") -> int:
    user.communicate()
    return user.returncode


def _comes_true(question: Callable[[], bool]) -> bool:
    for _ in range(300):
        if question():
            return True
        time.sleep(0.1)
    return False


def test_it_answers_on_a_socket_only_and_stops_with_its_last_user(set_up: Path) -> None:
    with use_cluster(set_up, durable=False) as url:
        assert _ask(url, "SELECT n FROM kept") == 42
        assert _ask(url, "SHOW listen_addresses") == ""
        assert _ask(url, "SHOW server_encoding") == "UTF8"
        assert status(set_up) == Status(running=True, pinned=False, in_use=True, url=url, folder=_home(set_up).folder)
    assert status(set_up).running is False
    with pytest.raises(psycopg2.OperationalError):
        _ask(url, "SELECT 1")


def test_it_has_postgis(set_up: Path) -> None:
    with use_cluster(set_up, durable=False) as url:
        _ask(url, "CREATE EXTENSION IF NOT EXISTS postgis")
        assert _ask(url, "SELECT ST_AsText(ST_Centroid('LINESTRING(0 0,2 2)'))") == "POINT(1 1)"


def test_the_first_to_leave_lets_it_run_for_the_other(set_up: Path) -> None:
    with use_cluster(set_up, durable=False) as url:
        with use_cluster(set_up, durable=False) as same:
            assert same == url
        assert _ask(url, "SELECT n FROM kept") == 42
    assert status(set_up).running is False


def test_an_exception_stops_it_too(set_up: Path) -> None:
    with pytest.raises(ZeroDivisionError), use_cluster(set_up, durable=False):
        _ = 1 / 0
    assert status(set_up).running is False


def test_commands_that_begin_at_one_moment_share_one_server(folder: Path) -> None:
    users = [_user(folder) for _ in range(4)]
    urls = {user.stdout.readline().strip() for user in users if user.stdout}
    assert len(urls) == 1
    assert _ask(urls.pop(), "SELECT 1") == 1
    assert [_leave(user) for user in users] == [0, 0, 0, 0]
    assert status(folder).running is False


def test_a_killed_user_counts_no_more(set_up: Path) -> None:
    user = _user(set_up)
    assert user.stdout is not None
    user.stdout.readline()
    with use_cluster(set_up, durable=False) as url:
        user.kill()
        _leave(user)
        assert _ask(url, "SELECT n FROM kept") == 42
    assert _comes_true(lambda: not status(set_up).running)


def test_the_server_ends_when_its_only_user_is_killed(set_up: Path) -> None:
    user = _user(set_up)
    assert user.stdout is not None
    user.stdout.readline()
    assert status(set_up).running is True
    user.kill()
    _leave(user)
    assert _comes_true(lambda: not status(set_up).running)


def test_a_killed_server_is_started_again_and_keeps_what_was_committed(set_up: Path) -> None:
    with use_cluster(set_up) as url:
        _ask(url, "CREATE TABLE killed AS SELECT 7 AS n")
        pid = postgres_server.server_pid(_home(set_up))
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert _comes_true(lambda: not status(set_up).running)
    with use_cluster(set_up, durable=False) as url:
        assert _ask(url, "SELECT n FROM killed") == 7


def test_a_number_that_another_program_got_since_is_no_server(set_up: Path) -> None:
    home = _home(set_up)
    # as after the machine was switched off: the number in the file belongs to somebody else, here to this test
    (home.data / "postmaster.pid").write_text(f"{os.getpid()}\n{home.data}\n1700000000\n5432\n{home.folder}\n\n 1 1\n")
    (home.data / "postmaster.pid").chmod(0o600)
    if home.account is not None:
        os.chown(home.data / "postmaster.pid", home.account.uid, home.account.gid)
    assert status(set_up).running is False
    with use_cluster(set_up, durable=False) as url:
        assert _ask(url, "SELECT n FROM kept") == 42


def test_started_by_hand_it_outlives_its_users_until_it_is_stopped(set_up: Path) -> None:
    url = start(set_up)
    with use_cluster(set_up) as same:
        assert same == url
    assert _ask(url, "SELECT n FROM kept") == 42
    assert (status(set_up).running, status(set_up).pinned, status(set_up).in_use) == (True, True, False)
    assert stop(set_up) is True
    assert (status(set_up).running, status(set_up).pinned) == (False, False)
    assert stop(set_up) is True


def test_a_start_by_hand_that_fails_leaves_nothing_pinned(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_server, "ROOM_NEW", 2**60)
    with pytest.raises(MissingError):
        start(folder)
    assert status(folder).pinned is False


@pytest.mark.parametrize(
    ("complaint", "said"),
    [("PANIC:  could not write to file: No space left on device", MissingError), ("LOG:  nothing new", DatabaseError)],
)
def test_a_server_that_ends_for_want_of_room_says_so(set_up: Path, complaint: str, said: type[Exception]) -> None:
    def lose_it() -> None:
        with use_cluster(set_up, durable=False), _home(set_up).log.open("a") as log:
            log.write(complaint)
            log.flush()
            raise DatabaseError("The database went away.")

    with pytest.raises(said):
        lose_it()


def test_stopped_by_hand_it_waits_for_who_uses_it(set_up: Path) -> None:
    start(set_up)
    with use_cluster(set_up) as url:
        assert stop(set_up) is False
        assert _ask(url, "SELECT n FROM kept") == 42
    assert status(set_up).running is False


def test_what_a_killed_setup_left_is_cleared_away(folder: Path) -> None:
    (folder / "postgres" / "data.new" / "base").mkdir(parents=True)
    if os.geteuid() == 0:
        shutil.chown(folder / "postgres", "postgres", "postgres")
    with use_cluster(folder, durable=False) as url:
        assert _ask(url, "SELECT 1") == 1
    assert not (_home(folder).folder / "data.new").exists()


def test_only_its_own_user_gets_in(set_up: Path) -> None:
    home = _home(set_up)
    assert home.folder.stat().st_mode & 0o777 == 0o700
    assert home.data.stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders are closed to the server's user")
def test_a_folder_that_the_servers_user_cannot_reach_leads_to_one_that_it_can(folder: Path) -> None:
    folder.parent.chmod(0o700)
    with use_cluster(folder, durable=False) as url:
        assert _ask(url, "SELECT 1") == 1
    assert (folder / "postgres").is_symlink()
    assert _home(folder).folder.parent == cluster_home.SYSTEM_FOLDER
    with use_cluster(folder, durable=False) as again:
        assert again == url


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder for somebody else")
def test_root_in_somebodys_folder_runs_it_as_that_somebody(folder: Path) -> None:
    shutil.chown(folder.parent, "nobody")
    with use_cluster(folder, durable=False):
        pass
    assert folder.owner() == "nobody"
    assert _home(folder).data.owner() == "nobody"


@pytest.mark.parametrize(
    "name", ["long " + "x" * 120, "网格 数据", """it's "quoted", with a comma %20 \\"""], ids=["long", "chinese", "odd"]
)
def test_any_path_will_do(make_folder: Callable[[str], Path], name: str) -> None:
    folder = make_folder(name)
    with use_cluster(folder, durable=False) as url:
        assert _ask(url, "SELECT 1") == 1


def test_data_of_another_postgresql_are_refused_with_its_version(make_folder: Callable[[str], Path]) -> None:
    folder = make_folder("data")
    data = folder / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("13\n")
    if os.geteuid() == 0:
        shutil.chown(folder / "postgres", "postgres", "postgres")
    with pytest.raises(DatabaseError, match="PostgreSQL 13, which is not installed"), use_cluster(folder):
        pass


def test_too_little_room_is_said_before_anything_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_server, "ROOM_NEW", 2**60)
    with pytest.raises(MissingError, match="MB left, the database needs"), use_cluster(folder):
        pass
    assert not (folder / "postgres" / "data").exists()


def test_a_disk_that_fills_up_is_said_in_one_line(set_up: Path) -> None:
    said = 'FATAL:  could not write to file "pg_wal/xlogtemp.7": No space left on device\nsome more'
    error = postgres_server._failure(_home(set_up), "does not start", said)
    assert isinstance(error, MissingError)
    assert str(error).startswith("The disk of")
    assert "\n" not in str(error)


def test_a_broken_configuration_is_said_with_the_servers_own_words(set_up: Path) -> None:
    home = _home(set_up)
    settings = home.data / "postgresql.conf"
    whole = settings.read_text()
    settings.write_text(whole + "\nshared_buffers = lots\n")
    with pytest.raises(DatabaseError, match=r"does not start .*configuration file"), use_cluster(set_up):
        pass
    settings.write_text(whole)


def test_a_folder_that_cannot_be_made_is_said_with_the_variable_to_set() -> None:
    with pytest.raises(MissingError, match="WANGGE_DATA_DIR"), use_cluster(Path("/proc/wangge")):
        pass
    assert status(Path("/proc/wangge")) == Status(running=False, pinned=False, in_use=False, url=None, folder=None)


def test_the_newest_postgresql_with_postgis_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for major in (14, 15, 16, 17):
        (tmp_path / str(major) / "bin").mkdir(parents=True)
        (tmp_path / str(major) / "bin" / "initdb").touch()
    monkeypatch.setattr(postgres_programs, "DEBIAN_ROOT", tmp_path)
    monkeypatch.setattr(postgres_programs, "_folders_on_path", lambda: iter(()))
    monkeypatch.setattr(postgres_programs, "_has_postgis", lambda programs: programs.major != 17)
    assert postgres_programs.find_programs().major == 16
    assert postgres_programs.find_programs(major=15).major == 15
    with pytest.raises(DatabaseError, match="postgresql-14-postgis-3"):
        postgres_programs.find_programs(major=14)


def test_what_to_install_is_said_where_postgis_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_programs, "DEBIAN_ROOT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError, match="apt-get install postgresql-postgis"):
        postgres_programs.find_programs()
    (tmp_path / "99" / "bin").mkdir(parents=True)
    (tmp_path / "99" / "bin" / "initdb").touch()
    with pytest.raises(MissingError, match="apt-get install postgresql-99-postgis-3"):
        postgres_programs.find_programs()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_data_of_a_user_that_nobody_knows_are_refused_with_what_to_do(folder: Path) -> None:
    (folder / "postgres").mkdir(parents=True)
    os.chown(folder / "postgres", 54321, 54321)
    with pytest.raises(DatabaseError, match=r"54321.*chown -R postgres"), use_cluster(folder):
        pass
    os.chown(folder / "postgres", 0, 0)
