"""What the scheduler runs. Each job returns what it did in one sentence, for the job log.

The first three put messages into the outbox, the last one hands them over; each may be run again
at any time, and in several processes: nothing is told twice.
"""

from alerts.digest import digest
from alerts.findings import tell_findings
from alerts.hits import tell_hits
from alerts.outbox import send_waiting

__all__ = ["digest", "send_waiting", "tell_findings", "tell_hits"]
