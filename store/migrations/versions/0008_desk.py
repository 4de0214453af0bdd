"""The desk: users and what they did, and what editors say of articles by hand.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _user(table: str) -> sa.Column[int]:
    of = sa.ForeignKey("users.id", name=f"fk_{table}_user")
    return sa.Column("user", sa.Integer(), of, nullable=False, index=True)


def _article(table: str, *, is_key: bool) -> sa.Column[int]:
    of = sa.ForeignKey("articles.id", name=f"fk_{table}_article")
    return sa.Column("article", _KEY, of, primary_key=is_key, nullable=False, index=not is_key)


def _by() -> sa.Column[str]:
    return sa.Column("by", sa.String(64), nullable=False)


def _users() -> None:
    op.create_table(
        "users",
        _number(),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("shown_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        _moment("created_at"),
        *(_moment(name, nullable=True) for name in ("disabled_at", "seen_at", "visit_before_at")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _user("sessions"),
        *(_moment("created_at"), _moment("seen_at"), _moment("expires_at")),
    )
    op.create_table(
        "api_tokens",
        *(_number(), _user("api_tokens")),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        _moment("created_at"),
        *(_moment("used_at", nullable=True), _moment("revoked_at", nullable=True)),
    )


def _deeds() -> None:
    op.create_table(
        "audit",
        *(_number(), _moment("at"), _by()),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    who = sa.Column("who", sa.Text(), nullable=False)
    op.create_table("attempts", _number(), who, _moment("at"))
    op.create_index("ix_attempts_who_at", "attempts", ["who", "at"])


def _by_hand() -> None:
    text = sa.Column("text", sa.Text(), nullable=False)
    op.create_table("notes", _number(), _article("notes", is_key=False), text, _moment("at"), _by())
    tone = sa.Column("tone", sa.String(16), nullable=False)
    op.create_table("tones", _article("tones", is_key=True), tone, _moment("at"), _by())
    op.create_table("review_marks", _article("review_marks", is_key=True), _moment("at"), _by())


def upgrade() -> None:
    for make in (_users, _deeds, _by_hand):
        make()
