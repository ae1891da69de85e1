"""Getting an account, and getting back into it."""
