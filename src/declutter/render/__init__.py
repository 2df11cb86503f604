"""A report for people: one form a file. Nothing here decides anything."""
