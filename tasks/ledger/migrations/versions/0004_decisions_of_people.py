"""Who corrected or accepted what, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let corrections say whose they are and what they are, and begin the history."""
    op.add_column(
        "edits", sa.Column("kind", sa.String(10), nullable=False, server_default="edited")
    )
    op.add_column("edits", sa.Column("who", sa.String(64), nullable=False, server_default=""))
    op.create_table(
        "history",
        # SQLite counts up by itself in this type only.
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("seller_id", sa.String(255), nullable=False),
        sa.Column("document_id", sa.String(255), nullable=False),
        sa.Column("market", sa.String(32), nullable=False),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
    )
    op.create_index("history_by_product", "history", ["seller_id", "document_id", "id"])


def downgrade() -> None:
    """Forget who did what; what was accepted stays as a correction."""
    op.drop_table("history")
    with op.batch_alter_table("edits") as table:
        table.drop_column("kind")
        table.drop_column("who")
