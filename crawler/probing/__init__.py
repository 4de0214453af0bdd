"""Looking at a site that nobody has declared yet, and drafting its outlet's file."""
