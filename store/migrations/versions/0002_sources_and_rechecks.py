"""What sources were like, and when articles were looked at again.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("url", sa.Text(), primary_key=True),
        sa.Column("outlet", sa.String(32), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.String(64), nullable=False),
        sa.Column("newest_item_at", _TIME),
        sa.Column("read_at", _TIME),
        sa.Column("next_poll_at", _TIME),
        sa.Column("failures", sa.Float(), nullable=False),
    )
    op.add_column("runs", sa.Column("field_sources", sa.JSON()))
    op.add_column("frontier", sa.Column("article", _KEY))
    op.create_index("ix_frontier_identity", "frontier", ["identity", "run"])
    for column in (
        sa.Column("etag", sa.Text(), nullable=False, server_default=""),
        sa.Column("last_modified", sa.Text(), nullable=False, server_default=""),
        sa.Column("checked_at", _TIME),
        sa.Column("checks", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("withdrawn_at", _TIME),
        sa.Column("paid", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("articles", column)
    op.create_index("ix_articles_checks", "articles", ["outlet", "checks", "first_seen_at"])
