"""The outlets rebuilt on loopback: invented articles in the outlets' own markup, over real HTTP.

The markup is written from what the outlets' pages look like, never from what the crawler reads:
this package imports nothing of the crawler, and the crawler nothing of it.
"""
