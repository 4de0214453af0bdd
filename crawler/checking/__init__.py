"""Trying on the outlets' own sites what their files state of them."""
