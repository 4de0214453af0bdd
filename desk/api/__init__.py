"""The desk for programs, as JSON under `/api/v1`: what pages show, and the deeds that they do.

`app.py` puts it together, `routes` has a file for each group of addresses, `models` what they take
and give, `description.py` makes the OpenAPI. Nothing here speaks to the database by itself: as in
the pages, that is `store`'s.
"""
