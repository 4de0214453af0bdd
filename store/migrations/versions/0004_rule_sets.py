"""Rule sets with their history, corrections by hand, and the score of a match.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rule_sets",
        sa.Column("version", sa.String(64), primary_key=True),
        sa.Column("files", sa.JSON(), nullable=False),
    )
    op.create_table(
        "rule_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "version",
            sa.String(64),
            sa.ForeignKey("rule_sets.version", name="fk_rule_changes_version"),
            nullable=False,
        ),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
    )
    op.create_table(
        "topic_corrections",
        sa.Column(
            "article",
            _KEY,
            sa.ForeignKey("articles.id", name="fk_topic_corrections_article"),
            primary_key=True,
        ),
        sa.Column("topic", sa.String(64), primary_key=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
    )
    op.add_column("matches", sa.Column("score", sa.Float(), nullable=False, server_default="1"))
