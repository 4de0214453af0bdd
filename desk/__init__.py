"""The desk: the pages and the API for the press office."""
