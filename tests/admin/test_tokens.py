from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from documents import tokens
from documents.models import ApiToken, Document

from .reading import capture, heavy_columns

LIST = "admin:collab_documents_apitoken_changelist"


def test_a_token_is_shown_without_its_digest(
    root_client: Client, ada: User, plan: Document
) -> None:
    token, secret = tokens.issue(ada, "backup", ["read"], [plan])
    digest = token.digest
    with capture() as queries:
        shown = [
            root_client.get(address).content.decode()
            for address in (
                reverse(LIST),
                reverse("admin:collab_documents_apitoken_change", args=[token.pk]),
            )
        ]
    assert heavy_columns(queries) == []
    for page in shown:
        assert token.prefix in page
        assert digest not in page
        assert secret not in page
    assert "Plan" in shown[1]


def test_a_token_is_neither_made_nor_changed_here(root_client: Client, ada: User) -> None:
    token, _ = tokens.issue(ada, "backup", ["read"])
    add = reverse("admin:collab_documents_apitoken_add")
    change = reverse("admin:collab_documents_apitoken_change", args=[token.pk])
    assert root_client.get(add).status_code == 403
    assert root_client.post(change, {"name": "other"}).status_code == 403
    token.refresh_from_db()
    assert token.name == "backup"


def test_deleting_a_token_revokes_it(root_client: Client, ada: User) -> None:
    token, secret = tokens.issue(ada, "backup", ["read"])
    gone = reverse("admin:collab_documents_apitoken_delete", args=[token.pk])
    root_client.post(gone, {"post": "yes"})
    assert tokens.find(secret) is None
    assert not ApiToken.objects.exists()
