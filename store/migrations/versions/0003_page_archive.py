"""The index of the page archive.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pages",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("outlet", sa.String(32), nullable=False),
        sa.Column("site", sa.String(253), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column(
            "run", sa.Integer(), sa.ForeignKey("runs.id", name="fk_pages_run"), nullable=False
        ),
        sa.Column("row", _KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("machine", sa.String(253), nullable=False),
        sa.Column("file", sa.String(255), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("original", sa.BigInteger()),
        sa.UniqueConstraint("file", "offset", name="uq_pages_file_offset"),
    )
    op.create_index("ix_pages_site_article", "pages", ["site", "article_id", "fetched_at"])
    op.create_index("ix_pages_digest", "pages", ["digest"])
