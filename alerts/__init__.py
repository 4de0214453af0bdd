"""Alerts, digests and notices: what people are told, and how it reaches them.

jobs ─┬─ hits, unusual   new hits of saved searches, and unusually many of them (`spikes`)
      ├─ findings        what the health check found
      ├─ digest          the morning's press review
      │     └─ each makes a text (`texts`, `folding`, `templates/`) and puts it into the outbox
      └─ outbox          hands over what waits there, to `channels` (Apprise) or by `mail`
"""
