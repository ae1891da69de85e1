"""What the build of the browser bundle left for the pages (see `frontend/build.mjs`)."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import cast

_PRELOADS = files(__package__).joinpath("..", "static", "collab_documents", "preloads.json")


@lru_cache(maxsize=1)
def preloads() -> list[str]:
    """Static paths of the chunks that the editor imports at once.

    Named in the page, they are fetched along with the entry instead of one round trip later.
    """
    return [
        f"collab_documents/{chunk}"
        for chunk in cast("list[str]", json.loads(_PRELOADS.read_text()))
    ]
