from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from documents import workers
from documents.api.throttles import ArchiveThrottle
from documents.models import Document

from .conftest import texts


@pytest.fixture(autouse=True, scope="module")
def _workers() -> Iterator[None]:
    yield
    workers.stop()


def test_a_reader_chooses_a_kind_of_file_and_gets_it(
    clients: dict[str, Client], plan: Document
) -> None:
    page = clients["reader"].get(f"{plan.get_absolute_url()}export/").content.decode()
    for form in ("markdown", "html", "word", "text", "json", "yjs"):
        address = f"{plan.get_absolute_url()}export/{form}/"
        assert f'href="{address}"' in page
        answer = clients["reader"].get(address)
        assert answer["Content-Disposition"].startswith('attachment; filename="Plan.')


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_others_see_nothing(clients: dict[str, Client], plan: Document, who: str) -> None:
    for tail in ("export/", "export/markdown/"):
        assert clients[who].get(plan.get_absolute_url() + tail).status_code == 404


def test_an_unknown_kind_is_nothing(clients: dict[str, Client], plan: Document) -> None:
    assert clients["owner"].get(f"{plan.get_absolute_url()}export/pdf/").status_code == 404


def test_the_page_says_why_there_is_no_file(
    clients: dict[str, Client], plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise workers.ContentFailed(workers.Reason.REFUSED, "There is no Word here.")

    monkeypatch.setattr(workers, "run", refuse)
    page = clients["owner"].get(f"{plan.get_absolute_url()}export/word/", follow=True).content
    assert texts(page, "note") == ["There is no Word here."]


def test_everything_comes_in_one_archive(clients: dict[str, Client], plan: Document) -> None:
    answer: Any = clients["reader"].get("/export/")
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert archive.namelist() == ["Plan.md"]


def test_archives_are_not_made_again_and_again(
    clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ArchiveThrottle, "default_rate", "1/min")
    clients["reader"].get("/export/")
    page = clients["reader"].get("/export/", follow=True).content
    assert texts(page, "note") == ["You have exported everything often. Wait a minute."]
