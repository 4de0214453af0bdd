"""The commands of `diembao`, one file per group; each parses, calls and prints."""
