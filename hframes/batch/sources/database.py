"""The rows of a query, by SQLAlchemy: read only where the database can be told so, streamed where it can stream.

A URL's password is in no error, no note and no traceback; nor are the values of its options.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from hframes.batch.cells import CellError, canonical
from hframes.batch.extras import library
from hframes.batch.rows import DataSource, Row, RowFault, Rows, Typing, Unit
from hframes.composition.wording import cut, shown
from hframes.errors import DataError, SetupError, SourceError

_ROWS_AT_ONCE = 200
_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}
_READS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
}
_STEPS_BETWEEN_LOOKS = 100_000


@contextmanager
def database_rows(source: DataSource, *, is_file: bool) -> Iterator[Rows]:
    """The rows of `source.query`.

    SQLite is opened read only, and everything but reading is refused. PostgreSQL runs the query in a transaction that
    is read only, and hands the rows over as they are asked for. MySQL is told that the session is read only (untested).

    Args:
        is_file: whether `source.data` is the name of an SQLite file, no URL.

    Raises:
        SetupError: SQLAlchemy or the database's driver is not installed.
        DataError: the URL is none, names no file or no known database.
        SourceError: no connection, the query fails (with the database's words), two columns of one name.
    """
    alchemy = library("sqlalchemy", "sql", "reading a database")
    address = alchemy.engine.URL.create("sqlite", database=source.data) if is_file else _address(alchemy, source.data)
    safe = _Secrets(address)
    query = source.query or ""
    try:
        engine = _engine(alchemy, address, source.limits.seconds)
    except alchemy.exc.NoSuchModuleError:
        raise DataError(f"{shown(address.drivername)} is not a database that SQLAlchemy knows") from None
    except ImportError as error:
        raise _no_driver(address, error.name or str(error)) from None
    except (alchemy.exc.ArgumentError, ValueError, TypeError) as error:
        raise DataError(f"the database URL is not understood: {safe.clean(error)}") from None
    errors = (alchemy.exc.SQLAlchemyError, engine.dialect.loaded_dbapi.Error, OSError)
    try:
        connection = engine.connect()
    except errors as error:
        raise SourceError(f"the database can't be reached: {safe.clean(error)}", where=safe.name) from None
    result = None
    try:
        try:
            connection = connection.execution_options(
                stream_results=True, yield_per=_ROWS_AT_ONCE, max_row_buffer=_ROWS_AT_ONCE, no_parameters=True
            )
            if engine.dialect.name == "sqlite":
                # Not before: SQLAlchemy itself asks for a PRAGMA when it connects.
                connection.connection.dbapi_connection.set_authorizer(_only_reading)
            if engine.dialect.name == "postgresql":
                connection = connection.execution_options(postgresql_readonly=True)
            result = connection.exec_driver_sql(query)
        except errors as error:
            raise SourceError(f"the query fails: {safe.clean(error)}", where=safe.name) from None
        if not result.returns_rows:
            raise SourceError("the query gives no rows", where=safe.name, hint="Give one SELECT")
        columns = tuple(str(name) for name in result.keys())  # noqa: SIM118 - no mapping
        twice = next((name for name in columns if columns.count(name) > 1), None)
        if twice is not None:
            hint = "Name them apart: SELECT a.id AS a_id, b.id AS b_id"
            raise SourceError(f"two columns of the query have the name {shown(twice)}", where=safe.name, hint=hint)
        note = {"kind": "database", "name": safe.name, "query": query}
        yield Rows(
            columns, Typing.DATABASE, Unit.ROW, note, _rows(result, columns, errors, safe, source.limits.seconds)
        )
    finally:
        _close(result, connection, errors)


def _rows(
    result: Any, columns: tuple[str, ...], errors: tuple[type[Exception], ...], safe: _Secrets, seconds: float
) -> Iterator[Row | RowFault]:
    number, deadline = 0, time.monotonic() + seconds
    while True:
        if time.monotonic() > deadline:
            raise SourceError(f"the query is not done after {seconds:g} s and {number} rows", where=safe.name)
        try:
            record = result.fetchone()
        except errors as error:
            what = f"the database fails after row {number}: {safe.clean(error)}"
            raise SourceError(what, where=safe.name, hint="No output was made of what came before") from None
        except (ValueError, OverflowError) as error:  # a date that Python has no form for
            raise SourceError(f"row {number + 1} can't be read: {safe.clean(error)}", where=safe.name) from None
        if record is None:
            return
        number += 1
        yield _row(number, columns, record)


def _row(number: int, columns: tuple[str, ...], record: Any) -> Row | RowFault:
    values = {}
    for column, value in zip(columns, record, strict=True):
        try:
            values[column] = canonical(value)
        except CellError as error:
            return RowFault(number, str(error), column)
    return Row(number, values)


def _address(alchemy: Any, url: str) -> Any:
    try:
        address = alchemy.engine.make_url(url)
    except (alchemy.exc.ArgumentError, ValueError):
        hint = "Write it like postgresql://user:password@host:5432/database or sqlite:///shop.db"
        raise DataError("the database URL is not understood", hint=hint) from None
    driver = _DRIVERS.get(address.drivername)
    return address.set(drivername=driver) if driver else address


def _engine(alchemy: Any, address: Any, seconds: float) -> Any:
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(alchemy, address, seconds)
    engine = alchemy.create_engine(address, poolclass=alchemy.pool.NullPool)

    def tell(connection: Any, _: Any) -> None:
        told = {
            "postgresql": [
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
                f"SET statement_timeout = {int(seconds * 1000)}",
            ],
            "mysql": ["SET SESSION TRANSACTION READ ONLY"],
            "mariadb": ["SET SESSION TRANSACTION READ ONLY"],
        }
        with connection.cursor() as cursor:
            for statement in told.get(engine.dialect.name, ()):
                cursor.execute(statement)
        connection.commit()

    alchemy.event.listen(engine, "connect", tell)
    return engine


def _sqlite_engine(alchemy: Any, address: Any, seconds: float) -> Any:
    file = Path(address.database or "")
    if not address.database or address.database == ":memory:":
        raise DataError("the database URL names no file", hint="Write sqlite:///shop.db, or sqlite:////data/shop.db")
    if not file.is_file():
        raise SourceError("there is no such SQLite file", where=str(file))

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True, check_same_thread=False)
        deadline = time.monotonic() + seconds
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS)
        return connection

    return alchemy.create_engine("sqlite://", creator=connect, poolclass=alchemy.pool.NullPool)


def _only_reading(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


def _no_driver(address: Any, module: str) -> SetupError:
    by_extra = module.startswith("psycopg")
    command = "pip install 'hframes[sql]'" if by_extra else f"pip install {module}"
    return SetupError(
        f"reading {address.get_backend_name()} needs {module}, which is not installed", hint=f"Type: {command}"
    )


def _close(result: Any, connection: Any, errors: tuple[type[Exception], ...]) -> None:
    """Ends the query and the connection; one that is broken says so once more."""
    with suppress(*errors):
        if result is not None:
            result.close()
    with suppress(*errors):
        connection.close()
        return
    with suppress(*errors):
        connection.invalidate()


class _Secrets:
    """A database URL without what nobody else may see."""

    def __init__(self, address: Any) -> None:
        self.name: str = address.set(query={}).render_as_string(hide_password=True)
        values = [value for given in address.query.values() for value in ([given] if isinstance(given, str) else given)]
        secrets = [str(address.password or ""), *(value for value in values if len(value) > 3)]
        forms = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""), quote_plus(secret))}
        self._hidden = sorted(forms, key=len, reverse=True)

    def clean(self, error: BaseException) -> str:
        """What the database said, on one line."""
        original = getattr(error, "orig", None) or error
        text = str(original)
        for secret in self._hidden:
            text = text.replace(secret, "***")
        return cut(" ".join(text.split()), 400)
