"""The tables of the first release."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _work(table: str, *columns: sa.Column[Any]) -> None:
    """Create a table whose rows are leased, and the index that the sweeper asks."""
    op.create_table(
        table,
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("leased", sa.Float(), nullable=False),
        sa.Column("due", sa.Float(), nullable=False),
        sa.Column("error", sa.String(255), nullable=False),
        *columns,
    )
    op.create_index(f"{table}_by_state_and_due", table, ["state", "due"])


def _jobs() -> None:
    _work(
        "jobs",
        sa.Column("digest", sa.String(32), nullable=False, unique=True),
        sa.Column("document_id", sa.String(255), nullable=False, index=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("markets", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
    )


def _deliveries() -> None:
    _work(
        "deliveries",
        sa.Column("document_id", sa.String(255), nullable=False, index=True),
        sa.Column("market", sa.String(32), nullable=False),
        sa.Column("receiver", sa.String(255), nullable=False),
        sa.Column("delivery", sa.String(32), nullable=False),
    )


def _chunks() -> None:
    _work(
        "chunks",
        sa.Column("run", sa.String(32), nullable=False, index=True),
        sa.Column("signature", sa.String(32), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
    )


def _of_market(table: str, *columns: sa.Column[Any]) -> None:
    """Create a table with a row for each document and market, or for each of its fields."""
    op.create_table(
        table,
        sa.Column("document_id", sa.String(255), primary_key=True),
        sa.Column("market", sa.String(32), primary_key=True),
        *columns,
    )


def _translations() -> None:
    _of_market(
        "translations",
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
    )


def _edits() -> None:
    _of_market(
        "edits",
        sa.Column("field", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
    )


def upgrade() -> None:
    """Create them in an empty database."""
    for create in (_jobs, _deliveries, _chunks, _translations, _edits):
        create()
    op.create_table(
        "switches",
        sa.Column("document_id", sa.String(255), primary_key=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
    )


def downgrade() -> None:
    """Leave an empty database."""
    for table in ("jobs", "deliveries", "chunks", "translations", "edits", "switches"):
        op.drop_table(table)
