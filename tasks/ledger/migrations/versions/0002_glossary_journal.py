"""The journal of edited glossaries."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create it, with nothing in it."""
    op.create_table(
        "glossary_journal",
        # SQLite counts up by itself in this type only.
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("scope", sa.String(255), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Forget every edit."""
    op.drop_table("glossary_journal")
