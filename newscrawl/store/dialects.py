"""What SQLAlchemy spells differently for SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(table: Table, database: Engine | Connection) -> postgresql.Insert | sqlite.Insert:
    """An insertion that can say what happens where the row is there already."""
    return postgresql.insert(table) if database.dialect.name == "postgresql" else sqlite.insert(table)
