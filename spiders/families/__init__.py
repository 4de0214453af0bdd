"""Page families: how pages read on a publishing system that several outlets share."""
