"""The tests of declutter."""
