"""Crawls on several machines: a queue in PostgreSQL, and the processes that take from it."""
