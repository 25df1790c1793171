"""Raw SQL for tests that look at the database from outside, or break its guards."""

import psycopg2
from sqlalchemy import URL


def run_sql(url: URL, sql: str, *values: object, **named: object) -> list[tuple[object, ...]]:
    """Run SQL on its own connection, committed at once, and return the rows."""
    connection = psycopg2.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql, named or values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
