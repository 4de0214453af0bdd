"""The system itself: its processes, jobs, messages, disk, backups and clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from health.records import Beat, Fault, JobEnd, Sound, SystemFacts, Verdict

# The scheduler and workers beat every minute or oftener; a database may be away for one.
_SILENT = timedelta(minutes=10)
# A worker that was silent for so long was taken away on purpose.
_TAKEN_AWAY = timedelta(days=7)
# A job that failed once is tried again at its next time; twice in a row is no accident.
_FAILED_JOBS = 2
# A mail server may be down for a while; attempts go on meanwhile.
_WAITED = timedelta(hours=1)
# What a night needs: room for a backup as large as the database, and a file of the page archive.
_NIGHT_BYTES = 1_000_000_000
# Well again with half as much again, so that a file more or less changes nothing.
_ROOM = 1.5
# An SQLite database of a few million articles: then PostgreSQL is the better place.
_LARGE_SQLITE = 30_000_000_000
# A daily backup, and half a day for one that waits.
_BACKUP_AGE = timedelta(hours=36)
# Machines that ask for the time differ by less than a second; a minute would misdate articles.
_CLOCK = timedelta(minutes=1)
# A day and a half without any crawl is a night that was missed; it is told at the next run.
_MISSED, _JUST_NOW = timedelta(hours=36), timedelta(hours=2)
# An office that rests at weekends has such pauses every week: there it is the usual.
_USUAL_PAUSES = 3


def judge_system(facts: SystemFacts) -> list[Verdict]:
    """Look at the system, and return what is wrong and what is well."""
    checks = (_crawls, _processes, _jobs, _messages, _disk, _database, _backup, _clock)
    return [verdict for check in checks for verdict in check(facts)]


def _iso(moment: datetime) -> str:
    return moment.isoformat()


def _crawls(facts: SystemFacts) -> Iterator[Verdict]:
    if not facts.rounds:
        return
    pauses = [(after - before, before, after) for before, after in pairwise(facts.rounds)]
    pauses.append((facts.now - facts.rounds[-1], facts.rounds[-1], facts.now))
    missed = [pause for pause in pauses if pause[0] > _MISSED]
    lately = [pause for pause in missed if pause[2] > facts.now - _JUST_NOW]
    if not lately:
        yield Sound("crawls_missed")
    elif len(missed) <= _USUAL_PAUSES:
        length, before, after = lately[-1]
        told = {
            "hours": round(length.total_seconds() / 3600),
            "from_at": _iso(before),
            "until_at": _iso(after),
        }
        yield Fault("crawls_missed", "", "", before, told)


def _processes(facts: SystemFacts) -> Iterator[Verdict]:
    known = {beat.name for beat in facts.beats}
    for name, subject in facts.open:
        if name == "process_silent" and subject not in known:
            yield Sound(name, "", subject)
    for beat in facts.beats:
        silent = facts.now - beat.beat_at
        if silent <= _SILENT or (beat.kind != "scheduler" and silent > _TAKEN_AWAY):
            yield Sound("process_silent", "", beat.name)
        else:
            yield _silent(beat)


def _silent(beat: Beat) -> Fault:
    told = {"kind": beat.kind, "machine": beat.machine, "beat_at": _iso(beat.beat_at)}
    return Fault("process_silent", "", beat.name, beat.beat_at, told)


def _jobs(facts: SystemFacts) -> Iterator[Verdict]:
    for job, ends in groupby(facts.jobs, key=lambda end: end.job):
        yield from _job(job, list(ends))


def _job(job: str, ends: list[JobEnd]) -> Iterator[Verdict]:
    failed = [end for end in ends if end.status == "failed"]
    if not failed or failed[0] is not ends[0]:
        yield Sound("job_failing", "", job)
    elif len(failed) >= _FAILED_JOBS:
        yield Fault("job_failing", "", job, failed[-1].began_at, {"why": failed[0].detail})


def _messages(facts: SystemFacts) -> Iterator[Verdict]:
    late = {each.channel: each for each in facts.unsent if each.oldest_at < facts.now - _WAITED}
    for channel in facts.channels:
        if channel not in late:
            yield Sound("messages_waiting", "", channel)
    for channel, unsent in late.items():
        told = {"count": unsent.count, "why": unsent.problem}
        yield Fault("messages_waiting", "", channel, unsent.oldest_at, told)


def _disk(facts: SystemFacts) -> Iterator[Verdict]:
    needed = _NIGHT_BYTES + (facts.database_size if facts.sqlite else 0)
    if facts.disk_free < needed:
        told = {"free_bytes": facts.disk_free, "needed_bytes": needed}
        yield Fault("disk_low", "", "", facts.now, told)
    elif facts.disk_free >= _ROOM * needed:
        yield Sound("disk_low")


def _database(facts: SystemFacts) -> Iterator[Verdict]:
    if facts.sqlite and facts.database_size > _LARGE_SQLITE:
        yield Fault("database_large", "", "", facts.now, {"size_bytes": facts.database_size})
    else:
        yield Sound("database_large")


def _backup(facts: SystemFacts) -> Iterator[Verdict]:
    # Where neither a scheduler nor a person ever made one, backups are made by other means.
    if facts.backup_at is None:
        since = facts.scheduled_since
        if since and since < facts.now - _BACKUP_AGE:
            yield Fault("backup_old", "", "", since, {"backup_at": None})
    elif facts.now - facts.backup_at > _BACKUP_AGE:
        yield Fault("backup_old", "", "", facts.backup_at, {"backup_at": _iso(facts.backup_at)})
    else:
        yield Sound("backup_old")


def _clock(facts: SystemFacts) -> Iterator[Verdict]:
    """Look whether our clock was set back, or differs from that of the database's server."""
    ahead = (facts.newest_row_at or facts.now) - facts.now
    apart = abs((facts.database_clock or facts.now) - facts.now)
    if max(ahead, apart) > _CLOCK:
        told = {"minutes": round(max(ahead, apart).total_seconds() / 60)}
        yield Fault("clock_wrong", "", "", facts.now, told)
    else:
        yield Sound("clock_wrong")
