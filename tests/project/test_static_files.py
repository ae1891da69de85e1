import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FILE = "/static/collab_documents/pages.css"


def test_a_static_file_is_served_whole(client: Client) -> None:
    answer = client.get(FILE)
    assert answer.status_code == 200
    assert not answer.streaming
    assert len(answer.content) == int(answer["Content-Length"])
    assert answer["Content-Type"] == 'text/css; charset="utf-8"'


def test_who_asks_for_a_favicon_by_its_old_address_gets_ours(client: Client) -> None:
    answer = client.get("/favicon.ico", follow=True)
    assert answer.redirect_chain[0][1] == 302
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")


def test_a_part_of_a_file_can_be_asked_for(client: Client) -> None:
    whole = client.get(FILE).content
    part = client.get(FILE, headers={"range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, whole[5:10])


def test_an_unchanged_file_is_not_sent_again(client: Client) -> None:
    seen = client.get(FILE)["Last-Modified"]
    again = client.get(FILE, headers={"if-modified-since": seen})
    assert (again.status_code, again.content) == (304, b"")


def test_files_named_by_their_content_are_kept_for_ever(client: Client) -> None:
    preloads = client.get("/static/collab_documents/preloads.json").json()
    chunk = client.get(f"/static/collab_documents/{preloads[0]}")
    assert "immutable" in chunk["Cache-Control"]
    assert "immutable" not in client.get(FILE)["Cache-Control"]


def test_a_file_is_compressed_for_those_who_take_that(client: Client) -> None:
    whole = client.get(FILE)
    small = client.get(FILE, headers={"accept-encoding": "gzip, br"})
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == whole.content
    assert len(small.content) == int(small["Content-Length"]) < len(whole.content) / 3
    assert small["Vary"] == whole["Vary"] == "Accept-Encoding"
    assert small["Last-Modified"] == whole["Last-Modified"]


def test_a_part_of_a_file_is_not_compressed(client: Client) -> None:
    asked = {"range": "bytes=5-2000", "accept-encoding": "gzip"}
    part = client.get(FILE, headers=asked)
    assert part.status_code == 206
    assert "Content-Encoding" not in part
    assert part.content == client.get(FILE).content[5:2001]
