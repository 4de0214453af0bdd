"""The tables. Times are UTC; texts are NFC.

runs ─┬─ frontier          every URL of a run, with its one outcome: ledger and place to resume
      ├─ pages             where in the page archive each article's page stands
      │
articles ─┬─ versions      the texts of an article, one row a version
          ├─ article_topics   the topics of its latest version
          ├─ matches          the words that led to them
          ├─ signatures       what its text is like, and `bands`, where texts alike are found
          ├─ article_terms    the words that search looks for: see `store.terms`, which speaks to
          │                   it in the SQL of each database
          └─ notes, tones, review_marks   what editors say of it by hand
      │
saved_searches ── alerts ── told_hits     what people are told of, and what they were told
job_runs, heartbeats, findings, messages  what runs by itself, how it fares, what is to be sent
users ─┬─ sessions, api_tokens            who may use the desk
       └─ audit, attempts                 what they did there, and who tried to get in
"""

from store.models.articles import ArticleRow, BandRow, SignatureRow, VersionRow
from store.models.base import Base, FactRow, Key, UtcDateTime
from store.models.crawling import FrontierRow, PageRow, RunRow, SourceRow
from store.models.desk import (
    ApiTokenRow,
    AttemptRow,
    AuditRow,
    NoteRow,
    ReviewMarkRow,
    SessionRow,
    ToneRow,
    UserRow,
)
from store.models.operation import FindingRow, HeartbeatRow, JobRunRow, MessageRow
from store.models.searches import AlertRow, SavedSearchRow, ToldHitRow
from store.models.topics import (
    MatchRow,
    RuleChangeRow,
    RuleSetRow,
    TopicCorrectionRow,
    TopicRow,
)

__all__ = [
    "AlertRow",
    "ApiTokenRow",
    "ArticleRow",
    "AttemptRow",
    "AuditRow",
    "BandRow",
    "Base",
    "FactRow",
    "FindingRow",
    "FrontierRow",
    "HeartbeatRow",
    "JobRunRow",
    "Key",
    "MatchRow",
    "MessageRow",
    "NoteRow",
    "PageRow",
    "ReviewMarkRow",
    "RuleChangeRow",
    "RuleSetRow",
    "RunRow",
    "SavedSearchRow",
    "SessionRow",
    "SignatureRow",
    "SourceRow",
    "ToldHitRow",
    "ToneRow",
    "TopicCorrectionRow",
    "TopicRow",
    "UserRow",
    "UtcDateTime",
    "VersionRow",
]
