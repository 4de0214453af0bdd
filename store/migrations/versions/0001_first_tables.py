"""The first tables: runs and their frontier, articles with versions, topics and matches.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("outlet", sa.String(32), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
    )
    op.create_index("ix_runs_outlet_started", "runs", ["outlet", "started_at"])
    op.create_table(
        "frontier",
        sa.Column("row", _KEY, primary_key=True),
        sa.Column(
            "run", sa.Integer(), sa.ForeignKey("runs.id", name="fk_frontier_run"), nullable=False
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("site", sa.String(253), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("published_at", _TIME),
        sa.Column("found_at", _TIME, nullable=False),
        sa.Column("outcome", sa.String(32)),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("settled_at", _TIME),
        sa.UniqueConstraint("run", "kind", "identity", name="uq_frontier_run_kind_identity"),
    )
    op.create_index("ix_frontier_run_outcome", "frontier", ["run", "outcome"])
    op.create_table(
        "articles",
        sa.Column("id", _KEY, primary_key=True, autoincrement=False),
        sa.Column("outlet", sa.String(32), nullable=False),
        sa.Column("site", sa.String(253), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("published_at", _TIME, nullable=False),
        sa.Column("published_estimated", sa.Boolean(), nullable=False),
        sa.Column("modified_at", _TIME),
        sa.Column("first_seen_at", _TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about_police", sa.Boolean(), nullable=False),
        sa.Column("rules_version", sa.String(64), nullable=False),
        sa.UniqueConstraint("site", "article_id", name="uq_articles_site_article_id"),
    )
    op.create_index("ix_articles_outlet_id", "articles", ["outlet", "id"])
    op.create_table(
        "versions",
        sa.Column(
            "article",
            _KEY,
            sa.ForeignKey("articles.id", name="fk_versions_article"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
    )
    op.create_table(
        "article_topics",
        sa.Column("topic", sa.String(64), primary_key=True),
        sa.Column(
            "article",
            _KEY,
            sa.ForeignKey("articles.id", name="fk_article_topics_article"),
            primary_key=True,
        ),
    )
    op.create_index("ix_article_topics_article", "article_topics", ["article"])
    op.create_table(
        "matches",
        sa.Column(
            "article",
            _KEY,
            sa.ForeignKey("articles.id", name="fk_matches_article"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
    )
