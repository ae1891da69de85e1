"""Commands of the project, as opposed to those of the app."""
