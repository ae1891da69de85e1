"""Pages on which people look after their own account."""
