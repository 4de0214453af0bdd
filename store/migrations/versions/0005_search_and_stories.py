"""The index that search reads, story groups with what finds them, and saved searches.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Contentless: the texts stand in `versions` already. The tokenizer takes every character beyond
# ASCII for a letter, so tokens are those that `store.terms` makes. Merging later than by default
# costs a query nothing measurable, and a batch a third less.
_SQLITE_INDEX = (
    (
        "CREATE VIRTUAL TABLE article_terms "
        "USING fts5(title, text, labels, pairs, content='', tokenize='ascii')"
    ),
    "INSERT INTO article_terms(article_terms, rank) VALUES ('automerge', 8)",
    "INSERT INTO article_terms(article_terms, rank) VALUES ('crisismerge', 32)",
)
_POSTGRESQL_INDEX = (
    (
        'CREATE TABLE article_terms (article BIGINT PRIMARY KEY, "long" BOOLEAN NOT NULL, '
        "terms TSVECTOR NOT NULL, "
        "CONSTRAINT fk_article_terms_article FOREIGN KEY (article) REFERENCES articles (id))"
    ),
    "CREATE INDEX ix_article_terms_terms ON article_terms USING gin (terms)",
    'CREATE INDEX ix_article_terms_long ON article_terms (article) WHERE "long"',
)


def upgrade() -> None:
    op.add_column("articles", sa.Column("story", _KEY))
    op.add_column("articles", sa.Column("agency", sa.String(32), nullable=False, server_default=""))
    op.create_index(
        "ix_articles_story",
        "articles",
        ["story"],
        sqlite_where=sa.text("story IS NOT NULL"),
        postgresql_where=sa.text("story IS NOT NULL"),
    )
    op.create_table(
        "signatures",
        sa.Column(
            "article",
            _KEY,
            sa.ForeignKey("articles.id", name="fk_signatures_article"),
            primary_key=True,
        ),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("minhash", sa.LargeBinary()),
    )
    op.create_table(
        "bands",
        sa.Column("day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("band", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("hash", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("article", _KEY, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("owner", "name", name="uq_saved_searches_owner_name"),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL_INDEX if postgresql else _SQLITE_INDEX:
        op.execute(statement)
