"""Commands, and the servers that they start."""
