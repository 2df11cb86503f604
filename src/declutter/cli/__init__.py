"""The program `declutter`: arguments in, text out, and nothing of its own between."""
