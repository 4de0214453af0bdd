"""The outlets rebuilt on loopback: invented articles in the outlets' own markup, over real HTTP.

The markup is written from what the outlets' pages look like, never from what the crawler reads:
this package imports nothing of the crawler, and the crawler nothing of it.

From plan to page: `assignments` plans an outlet's days, `prose` writes, `newsroom` gives the truth
of a site at a moment (`story.Story`), `life` says what becomes of stories afterwards, `sites` draws
them, `press` keeps what is printed, `answers` and `faults` say what goes out, `server` sends it.
`run.Replica` is the way in for tests; ``python -m replica --help`` for people.

Time: without a clock a replica shows all of its range as it first came out. With one (``--now``,
``--clock FILE``, `Replica.set_now`) it shows what was public at that moment, with the corrections,
moves and withdrawals until then.

A new site is a file of declarations in `sites` with its markup and templates beside it; sites on a
shared system (`cms_family`, `vccorp_family`) need little more than the declarations.
"""
