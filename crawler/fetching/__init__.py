"""How pages are fetched: politely, from allowed hosts only, and from the replica when asked."""
