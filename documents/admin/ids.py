"""Document ids as people paste them into a search box."""

from uuid import UUID


def parse(term: str) -> UUID | None:
    """The id, or `None` if `term` is something else."""
    try:
        return UUID(term.strip())
    except ValueError:
        return None
