"""declutter inside of other tools: one small module each, each with an extra of the tool's name."""
