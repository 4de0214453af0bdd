"""What runs by itself: jobs, heartbeats, findings, messages, alerts.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _runs() -> None:
    op.add_column("runs", sa.Column("outcomes", sa.JSON()))
    op.add_column("runs", sa.Column("answer_ms", sa.Integer()))
    op.add_column(
        "runs", sa.Column("bounded", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("sources", _moment("stale_at", nullable=True))


def _jobs() -> None:
    op.create_table(
        "job_runs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("job", sa.String(64), nullable=False),
        *(_moment("due_at"), _moment("began_at"), _moment("ended_at", nullable=True)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )
    op.create_index("ix_job_runs_job_due", "job_runs", ["job", "due_at"])
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(253), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("machine", sa.String(253), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        *(_moment("started_at"), _moment("beat_at")),
        sa.Column("doing", sa.Text(), nullable=False),
    )


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("outlet", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        *(_moment("since"), _moment("opened_at"), _moment("seen_at")),
        *(_moment("told_at", nullable=True), _moment("closed_at", nullable=True)),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
    )
    open_ones = sa.text("closed_at IS NULL")
    op.create_index(
        *("uq_findings_open", "findings", ["name", "outlet", "subject"]),
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        *(_moment("created_at"), _moment("due_at")),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _moment("sent_at", nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
    )
    waiting = sa.text("sent_at IS NULL")
    op.create_index(
        *("ix_messages_waiting", "messages", ["due_at"]),
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "search",
            sa.Integer(),
            sa.ForeignKey("saved_searches.id", name="fk_alerts_search"),
            nullable=False,
            index=True,
        ),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("every", sa.String(16), nullable=False),
        sa.Column("spikes", sa.Boolean(), nullable=False),
        *(_moment("created_at"), _moment("told_until"), _moment("spike_told_at", nullable=True)),
        sa.UniqueConstraint("search", "channel", name="uq_alerts_search_channel"),
    )
    op.create_table(
        "told_hits",
        sa.Column(
            "alert",
            sa.Integer(),
            sa.ForeignKey("alerts.id", name="fk_told_hits_alert"),
            primary_key=True,
        ),
        sa.Column(
            "article",
            _KEY,
            sa.ForeignKey("articles.id", name="fk_told_hits_article"),
            primary_key=True,
        ),
        _moment("told_at"),
    )


def upgrade() -> None:
    for make in (_runs, _jobs, _findings, _messages, _alerts):
        make()
