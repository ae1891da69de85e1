"""Faults inside of a server: its settings are these, and the environment says which faults."""
