"""The steps from an extracted article to a stored one, in their order: one file a step."""
