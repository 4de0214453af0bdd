"""How the crawls and the system fare: what is wrong, since when, and what to do about it."""
