"""Every error that Điểm Báo raises for people to read.

DiemBaoError                    one sentence a user can act on; never shown with a traceback
├── SettingError                a setting has a value that cannot be used
├── UsageError                  a command was given something it cannot use (exit code 2)
│   ├── UnknownOutlet           a name that is no outlet
│   ├── NotThere                an article or a note that is not stored, or not any more
│   ├── NotYours                something of somebody else's, which only they may change
│   ├── RulesChanged            somebody else changed the rules in the meantime
│   ├── QueryError              a search that cannot be read: where, and what is allowed
│   └── AccountError            an account of the desk that cannot be made or changed so
│       ├── NotAName            a name that cannot be typed everywhere
│       ├── NameTaken           a name that somebody has
│       ├── NoSuchUser          a name that nobody has
│       ├── FirstAccountExists  the first account is to be made, and there is one
│       ├── LastOperator        nobody would be left who may manage users
│       └── WeakPassword        a password that is guessed too easily
├── NoPage                      the page that was to be looked at did not come
├── NotAFeed                    the document is no RSS or Atom feed
├── NotAnArticle                the page is something other than one article
│   └── ParseFailed             an article page that gives no headline, or no text at all
├── OutletBusy                  another crawl of that outlet is running
├── RetagBusy                   stored articles are being tagged anew already
├── SchedulerBusy               another scheduler is running
├── SenderBusy                  another process hands over the messages
├── NotSent                     a channel did not take a message
├── PageMissing                 a page's file is gone from the archive
├── PageDamaged                 a page of the archive is cut off, or not what was written
└── StoreError                  the database cannot be opened, read or written
    ├── StoreAway               it is away just now: restarted, say; worth waiting for
    │   └── StoreBusy           another program holds it
    └── StoreFull               its disk is full or failing
"""


class DiemBaoError(Exception):
    """The base of all errors that are told to a user in one sentence."""

    exit_code = 1


class SettingError(DiemBaoError):
    """A setting has a value that cannot be used; says which, and what is allowed."""

    exit_code = 2


class UsageError(DiemBaoError):
    """A command was given something that it cannot use."""

    exit_code = 2


class UnknownOutlet(UsageError):
    """A name that is no outlet; says which names are."""


class NotThere(UsageError):
    """An article or a note that is not stored, or not any more; says which."""


class NotYours(UsageError):
    """Something of somebody else's, which only they may change; says whose it is."""


class RulesChanged(UsageError):
    """Somebody else put other rules in force in the meantime; says who, and when."""


class QueryError(UsageError):
    """A search that cannot be read; says what is wrong, and where.

    Attributes:
        problem: what is wrong; `{name}` in it stands for one of `values`.
        values: what was typed, or what is allowed there.
        position: the place in the query, in code points from its start.
    """

    def __init__(self, problem: str, query: str, position: int, **values: object) -> None:
        said = problem.format(**values) if values else problem
        super().__init__(f"{said} Here: {query[:position][-30:]}▸{query[position:][:30]}")
        self.problem = problem
        self.values = values
        self.position = position


class AccountError(UsageError):
    """An account of the desk that cannot be made or changed so; says why."""


class NotAName(AccountError):
    """A user's name with letters that not every keyboard has, or none at all."""


class NameTaken(AccountError):
    """A user's name that somebody has already."""


class NoSuchUser(AccountError):
    """A user's name that nobody has."""


class FirstAccountExists(AccountError):
    """The first account is to be made, and there is one already."""


class LastOperator(AccountError):
    """Nobody would be left who may manage users."""


class WeakPassword(AccountError):
    """A password that is too short, or guessed too easily; says what makes a good one."""


class NoPage(DiemBaoError):
    """The page that was to be looked at did not come; says why."""


class NotAFeed(DiemBaoError):
    """The document is no RSS or Atom feed; says what it is instead."""


class NotASitemap(DiemBaoError):
    """The document is no sitemap; says what it is instead."""


class NotAnArticle(DiemBaoError):
    """The page is something other than one article: a section, a search, a not-found page."""


class Gone(NotAnArticle):
    """A page that says, with whatever status, that there is nothing at its address."""


class ParseFailed(NotAnArticle):
    """An article page that gives no headline, or neither body, captions nor lead."""


class OutletBusy(DiemBaoError):
    """Another crawl of that outlet is running; says since when."""


class RetagBusy(DiemBaoError):
    """Stored articles are being tagged anew already; two would undo each other's work."""


class SchedulerBusy(DiemBaoError):
    """Another scheduler is running; says where, and since when."""


class SenderBusy(DiemBaoError):
    """Another process hands over the messages that wait; they are in good hands."""


class NotSent(DiemBaoError):
    """A channel did not take a message; says why, without the channel's secrets."""


class PageMissing(DiemBaoError):
    """A page's file is gone from the archive; says which."""


class PageDamaged(DiemBaoError):
    """A page of the archive is cut off, or its bytes are not those that were written."""


class StoreError(DiemBaoError):
    """The database cannot be opened, read or written; says what to do."""


class StoreAway(StoreError):
    """The database is away just now: restarted, unreachable, locked; it is worth waiting for."""


class StoreBusy(StoreAway):
    """Another program holds the database."""


class StoreFull(StoreError):
    """The disk of the database is full or failing."""
