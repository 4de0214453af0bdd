"""Whom we tell what: new hits of saved searches, digests, what the health check found."""
