"""No door without a line in the table: who adds an address says who may use it."""

import re
import uuid
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from documents.routing import websocket_urlpatterns

from .test_matrix import DOORS

OPEN_TO_ALL = {
    "healthz", "readyz", "metrics",
    "favicon.ico",  # tests/project/test_static_files.py
    "setup/<str:token>/",  # tests/project/test_setup_page.py
    "api/v1/schema/", "api/v1/docs/",  # tests/api/test_schema.py
    "api/v1/^.*/$",  # nothing is there
}  # fmt: skip
"""What tells nobody more than anybody may know."""

STOCK = re.compile(r"\^?admin/")
"""Django's own pages of the admin ask the permissions of its models; ours are in the table."""
OURS = re.compile(r"admin/collab_documents/(document|quarantine)/<(uuid|int):")

SAMPLES = {"D": str(uuid.uuid4())} | dict.fromkeys("STCQ", "1") | {"I": "a" * 32 + ".png"}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from routes(one, route)


def path_of(door: str) -> str:
    for letter, value in SAMPLES.items():
        door = re.sub(rf"\b{letter}\b", value, door)
    return door


def test_every_address_is_in_the_table() -> None:
    known = {resolve(path_of(path)).route for method, path, *_ in DOORS if method != "WS"}
    found = set(routes(get_resolver()))
    asked = {one for one in found if not STOCK.match(one) or OURS.match(one)}
    assert asked - known - OPEN_TO_ALL == set()


def test_every_socket_is_in_the_table() -> None:
    doors = [path.removeprefix("/") for method, path, *_ in DOORS if method == "WS"]
    for one in websocket_urlpatterns:
        assert any(one.pattern.match(path_of(door)) for door in doors), one.pattern
