import json
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

SCHEMA = "/api/v1/schema/"
DOCS = "/api/v1/docs/"

OPERATIONS = {
    "documents_list",
    "documents_create",
    "documents_get",
    "documents_change",
    "documents_trash",
    "documents_recover",
    "documents_delete",
    "documents_copy",
    "documents_star",
    "documents_unstar",
    "content_read",
    "exports_all",
    "exports_document",
    "images_create",
    "imports_create",
    "snapshots_list",
    "snapshots_take",
    "snapshots_get",
    "snapshots_compare",
    "snapshots_content",
    "snapshots_restore",
    "access_list",
    "access_grant",
    "access_invitees",
    "access_leave",
    "access_revoke",
    "access_transfer",
    "guest_rename",
    "links_change",
    "links_create",
    "links_list",
    "links_own",
    "links_revoke",
    "requests_answer",
    "requests_ask",
    "requests_list",
    "tickets_create",
    "authors_list",
    "people_list",
    "threads_list",
    "threads_start",
    "threads_get",
    "threads_move",
    "threads_resolve",
    "threads_reopen",
    "comments_reply",
    "comments_edit",
    "comments_delete",
    "notices_list",
    "notices_unread",
    "notices_read",
}


@pytest.fixture
def schema(client: Client) -> Any:
    answer = client.get(SCHEMA, {"format": "json"})
    assert answer.status_code == 200
    return json.loads(answer.content)


def operations(schema: Any) -> dict[str, Any]:
    return {
        told["operationId"]: told for path in schema["paths"].values() for told in path.values()
    }


def test_the_schema_is_made_without_warnings_and_is_valid(schema: Any) -> None:
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache
    validate_schema(schema)  # type: ignore[no-untyped-call]


def test_every_operation_is_described(schema: Any) -> None:
    found = operations(schema)
    assert set(found) == OPERATIONS
    for told in found.values():
        assert told["summary"]
        assert told["description"]
        assert told["security"][:2] == [{"bearer": []}, {"cookieAuth": []}]
        assert {"401", "429"} <= set(told["responses"])


def test_operations_for_guests_are_few(schema: Any) -> None:
    """What needs an account is not offered to those who have none."""
    told = operations(schema).items()
    found = {name.partition("_")[0] for name, one in told if {"guest": []} in one["security"]}
    assert found == {
        *("authors", "comments", "content", "documents", "exports", "guest", "images"),
        *("threads", "tickets"),
    }


def test_every_refusal_is_a_problem(schema: Any) -> None:
    for told in operations(schema).values():
        for status, answer in told["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]


def test_the_list_tells_its_parameters(schema: Any) -> None:
    told = operations(schema)["documents_list"]["parameters"]
    names = {parameter["name"] for parameter in told}
    assert names == {"search", "ordering", "trashed", "mine", "shelf", "page", "page_size"}


def test_content_tells_its_media_types(schema: Any) -> None:
    told = operations(schema)["content_read"]["responses"]["200"]["content"]
    assert list(told) == [
        "application/json",
        "text/markdown",
        "text/html",
        "text/plain",
        "application/vnd.yjs.update",
    ]


def test_the_docs_run_nothing_inline_and_load_nothing_from_elsewhere(client: Client) -> None:
    answer = client.get(DOCS)
    page = answer.content.decode()
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<script>" not in page
    assert "<style" not in page
    assert "https://" not in page
    script = client.get(DOCS, {"script": ""})
    assert script.headers["Content-Type"] == "application/javascript"
    assert SCHEMA in script.content.decode().replace("\\u002D", "-")


def test_the_schema_is_not_to_be_changed(client: Client) -> None:
    assert client.post(SCHEMA).status_code == 405
