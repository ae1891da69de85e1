"""Hypothesis here finds the same examples every time, however busy the machine is."""

from hypothesis import settings

settings.register_profile("collab", deadline=None, derandomize=True, database=None)
settings.load_profile("collab")
