"""Views for analysts: docs/columns.md explains every column, and what is said there stays true.

A migration that changes what these views read must drop them first, and make them again after.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"

# The day of an article is that of its key: `id >> 20` is the second of its publication as it was
# known when the article came, and what every list, search and count of ours goes by. Vietnam is
# 25,200 seconds ahead of UTC all year.
_DIALECTS = {
    "sqlite": {
        # Cut to whole seconds: SQLite would round half of them up into the next.
        "local": "datetime(substr(a.published_at, 1, 19), '+7 hours')",
        "day": "date((a.id >> 20) + 25200, 'unixepoch')",
        "names": (
            "coalesce((SELECT group_concat(value, '; ') FROM "
            "(SELECT value FROM json_each({}) ORDER BY key)), '')"
        ),
        "topics": (
            "coalesce((SELECT group_concat(topic, '; ') FROM (SELECT topic FROM article_topics t "
            "WHERE t.article = a.id ORDER BY topic)), '')"
        ),
    },
    "postgresql": {
        "local": "date_trunc('second', a.published_at AT TIME ZONE 'UTC') + interval '7 hours'",
        "day": "DATE '1970-01-01' + (((a.id >> 20) + 25200) / 86400)::int",
        "names": (
            "coalesce((SELECT string_agg(name, '; ' ORDER BY place) FROM "
            "json_array_elements_text({}) WITH ORDINALITY AS each (name, place)), '')"
        ),
        "topics": (
            "coalesce((SELECT string_agg(topic, '; ' ORDER BY topic COLLATE \"C\") "
            "FROM article_topics t WHERE t.article = a.id), '')"
        ),
    },
}

_ARTICLES = """
CREATE VIEW v_articles AS
SELECT
    a.id AS id,
    a.outlet AS outlet,
    a.site AS site,
    a.section AS section,
    a.form AS form,
    v.title AS title,
    v.lead AS lead,
    v.body AS body,
    a.canonical_url AS url,
    {authors} AS authors,
    {tags} AS tags,
    {topics} AS topics,
    a.about_police AS about_police,
    a.published_at AS published_at,
    {local} AS published_local,
    {day} AS published_day,
    a.published_estimated AS published_estimated,
    a.modified_at AS modified_at,
    a.first_seen_at AS first_seen_at,
    a.withdrawn_at AS withdrawn_at,
    a.paid AS paid,
    a.agency AS agency,
    coalesce(a.story, a.id) AS story,
    EXISTS (SELECT 1 FROM articles o WHERE o.story = a.story AND o.id < a.id) AS is_reprint,
    a.version AS version
FROM articles a
JOIN versions v ON v.article = a.id AND v.number = a.version
"""

_TOPICS = """
CREATE VIEW v_topics AS
SELECT
    t.article AS article,
    t.topic AS topic,
    EXISTS (
        SELECT 1 FROM topic_corrections c
        WHERE c.article = t.article AND c.topic = t.topic AND c.present
    ) AS by_hand,
    a.outlet AS outlet,
    a.published_at AS published_at,
    {day} AS published_day,
    coalesce(a.story, a.id) AS story
FROM article_topics t
JOIN articles a ON a.id = t.article
"""

_DAILY = """
CREATE VIEW v_daily AS
SELECT
    {day} AS published_day,
    a.outlet AS outlet,
    '' AS topic,
    count(*) AS articles,
    count(DISTINCT coalesce(a.story, a.id)) AS stories
FROM articles a
GROUP BY 1, 2
UNION ALL
SELECT {day}, a.outlet, t.topic, count(*), count(DISTINCT coalesce(a.story, a.id))
FROM article_topics t
JOIN articles a ON a.id = t.article
GROUP BY 1, 2, 3
"""


def upgrade() -> None:
    words = _DIALECTS[op.get_bind().dialect.name]
    words |= {name: words["names"].format(f"v.{name}") for name in ("authors", "tags")}
    for view in (_ARTICLES, _TOPICS, _DAILY):
        op.execute(view.format(**words))
