"""A local page on which a person reads what the cleaner does, writes rules, sees what they change, and labels articles."""
