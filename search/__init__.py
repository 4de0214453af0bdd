"""Search as a language: a query's text to its tree, and what a tree means for an article.

Nothing here knows a database. `store.searching` finds by the index what this package defines; a
test holds the two together.
"""
