import pytest
from django.contrib.auth.models import User

from collab import welcome
from documents.content import jobs
from documents.models import Document
from documents.services import read_content

pytestmark = pytest.mark.django_db


def test_a_new_installation_has_something_to_read() -> None:
    welcome.create()
    markdown = read_content(Document.objects.get(), jobs.MARKDOWN).body.decode()
    assert markdown.startswith("This is a document like every other")
    assert "- [ ] Open the same address" in markdown


def test_it_says_what_the_file_says() -> None:
    welcome.create()
    text = read_content(Document.objects.get(), jobs.TEXT).body.decode()
    assert "Nothing can take it back." in text


def test_where_there_is_any_document_no_other_is_made() -> None:
    Document.objects.create(title="Minutes")
    welcome.create()
    assert Document.objects.get().title == "Minutes"


def test_whoever_comes_first_owns_what_had_no_owner() -> None:
    eve = User.objects.create_user("eve")
    Document.objects.create(title="Eve's", owner=eve)
    Document.objects.create(title="Nobody's")
    ann = User.objects.create_user("ann")
    welcome.give_to(ann)
    assert {d.title: d.owner for d in Document.objects.all()} == {"Eve's": eve, "Nobody's": ann}
    assert Document.objects.get(owner=ann).access_version == 1
