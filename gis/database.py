"""Engine, session, migrations, and what the server can do. There is no module-level engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from gis.errors import DatabaseError, InputError, MissingError

POSTGIS_LEAST = (3, 3)
MIGRATION_LOCK = 78110000


def open_engine(url: str, *, time_zone: str = "Asia/Shanghai", pool_size: int = 10) -> Engine:
    """Return an engine for a PostGIS database.

    Args:
        url: libpq or SQLAlchemy URL; the driver is always psycopg2.
        time_zone: Zone of the sessions, which decides what "today" is.
        pool_size: Connections kept open at most.

    Raises:
        DatabaseError: the URL cannot be read.
    """
    try:
        target = make_url(url).set(drivername="postgresql+psycopg2")
    except Exception as error:
        raise DatabaseError("WANGGE_DATABASE_URL must look like postgresql://user:password@host:5432/name.") from error
    return create_engine(
        target,
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=True,
        connect_args={"options": f"-c timezone={time_zone} -c jit=off", "application_name": "wangge"},
    )


def check_server(engine: Engine) -> None:
    """Make sure that the server answers and has PostGIS >= 3.3.

    Raises:
        DatabaseError: it does not answer, has no PostGIS, or too old a one.
    """
    try:
        with engine.connect() as connection:
            version = connection.scalar(
                text("SELECT default_version FROM pg_available_extensions WHERE name = 'postgis'")
            )
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
        raise DatabaseError(f"The database cannot be reached ({reason}); check WANGGE_DATABASE_URL.") from error
    if version is None:
        raise DatabaseError("The server has no PostGIS: install its package (Debian: postgresql-15-postgis-3).")
    if tuple(int(part) for part in version.split(".")[:2]) < POSTGIS_LEAST:
        raise DatabaseError(f"PostGIS {version} is too old; Wangge needs 3.3 or newer.")


@contextmanager
def session_of(engine: Engine) -> Iterator[Session]:
    """Yield a session that commits at the end, or rolls back when an exception passes.

    Raises:
        MissingError: the database's disk is full.
        DatabaseError: the server went away.
    """
    with Session(engine, expire_on_commit=False) as session:
        try:
            yield session
            session.commit()
        except OperationalError as error:
            raise plain_words(error) from error


def plain_words(error: DBAPIError) -> Exception:
    """Return what to say of a failure that is no bug of ours; of any other the error itself."""
    code = getattr(error.orig, "pgcode", None)
    if code == "53100":
        return MissingError("The disk of the database is full: free some room and run it again; nothing was changed.")
    if code == "42501":
        reason = str(error.orig).strip().splitlines()[0]
        return DatabaseError(
            f"The database refuses its user ({reason}): let its administrator run CREATE EXTENSION postgis there and"
            " make the user its owner."
        )
    if error.connection_invalidated or (isinstance(error, OperationalError) and code in (None, "57P01")):
        return DatabaseError("The database went away; nothing was changed. Run it again.")
    return error


def migration_config() -> Config:
    """Return Alembic's configuration: the revisions inside the installed package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(engine: Engine, *, revision: str = "head") -> None:
    """Bring the schema to `revision`, up or down, in one transaction; two at once wait for each other.

    Raises:
        DatabaseError: the schema was made by a newer Wangge.
        InputError: there is no such revision.
    """
    check_server(engine)
    config = migration_config()
    script = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        current = MigrationContext.configure(connection).get_current_revision()
        known = {item.revision for item in script.walk_revisions()}
        if current is not None and current not in known:
            raise DatabaseError(f"The database is at revision {current}, made by a newer Wangge: install that one.")
        config.attributes["connection"] = connection
        if revision not in {*known, "head", "base"}:
            raise InputError(f"There is no revision {revision}; known ones: base, {', '.join(sorted(known))}.")
        target = {"head": script.get_current_head(), "base": None}.get(revision, revision)
        if target == current:
            return
        if revision == "head" or (revision != "base" and (current or "") < revision):
            command.upgrade(config, revision)
        else:
            command.downgrade(config, revision)


def fingerprint(session: Session, *subjects: str) -> str:
    """Return the version of the named tables (all when none is named): equal while nothing in them changes.

    Count and last id together: an id taken earlier may be committed later. The first id moves when old changes are
    forgotten, so that a count is not reached a second time.
    """
    rows = session.execute(
        text(
            "SELECT subject, count(*) AS n, min(id) AS first, max(id) AS last FROM change"
            " WHERE cardinality(CAST(:subjects AS text[])) = 0 OR subject = ANY (:subjects)"
            " GROUP BY subject ORDER BY subject"
        ),
        {"subjects": list(subjects)},
    )
    return ";".join(f"{row.subject}:{row.n}:{row.first}:{row.last}" for row in rows)
