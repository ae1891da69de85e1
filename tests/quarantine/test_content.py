"""What no content worker can read is quarantined; a worker that fails once says nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from documents import examining, services, workers
from documents.content import jobs
from documents.models import Document, Quarantine
from documents.services import maintenance
from documents.store import snapshots, state
from documents.store.errors import Corrupt, Quarantined
from documents.workers import ContentFailed, Reason

from .poison import DEEP, into_log

pytestmark = pytest.mark.django_db

USES: dict[str, Callable[[Document, Any], object]] = {
    "read": lambda plan, _: services.read_content(plan, jobs.HTML),
    "copy": lambda plan, ada: services.copy_document(plan, actor=ada),
    "compare": lambda plan, _: services.compare(plan.snapshots.get()),
    "restore": lambda plan, _: services.restore_snapshot(plan.snapshots.get(), actor=None),
}


@pytest.mark.parametrize("use", USES)
def test_what_is_nested_too_deep_is_found_by_the_first_conversion(
    plan: Document, ada: Any, use: str
) -> None:
    snapshots.take(state.read_state(plan.pk), "named")
    into_log(plan, DEEP)
    state.load(plan.pk)  # no room needs to know
    with pytest.raises(Corrupt, match="too deep"):
        USES[use](plan, ada)
    assert Quarantine.objects.get().place == "content"
    with pytest.raises(Quarantined):
        state.load(plan.pk)


def failing(monkeypatch: pytest.MonkeyPatch, reason: Reason, calls: int) -> list[str]:
    """Workers that fail so many times."""
    made: list[str] = []
    run = workers.run

    def fail(function: Callable[..., Any], *args: Any, **limits: Any) -> Any:
        made.append(function.__name__)
        if len(made) <= calls:
            raise ContentFailed(reason, "The content could not be processed.")
        return run(function, *args, **limits)

    monkeypatch.setattr(workers, "run", fail)
    return made


@pytest.mark.parametrize("reason", [Reason.CRASHED, Reason.TIMEOUT])
def test_a_content_that_ends_every_worker_is_quarantined(
    plan: Document, monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    made = failing(monkeypatch, reason, calls=3)
    with pytest.raises(Corrupt):
        services.read_content(plan, jobs.HTML)
    assert made == ["render", "depth", "depth"]
    assert Quarantine.objects.get().place == "content"


@pytest.mark.parametrize("calls", [1, 2])
def test_a_worker_that_fails_now_and_then_costs_one_request(
    plan: Document, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    failing(monkeypatch, Reason.TIMEOUT, calls)
    with pytest.raises(ContentFailed):
        services.read_content(plan, jobs.HTML)
    assert not Quarantine.objects.exists()
    assert services.read_content(plan, jobs.TEXT).body == b"one\ntwo"


def test_a_server_that_stops_quarantines_nothing(
    plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, Reason.STOPPED, calls=3)
    with pytest.raises(ContentFailed):
        services.read_content(plan, jobs.HTML)
    assert not Quarantine.objects.exists()


def test_a_document_that_is_too_large_for_the_machine_is_not_damaged(
    plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "_EXAMINED_BYTES", 10)
    failing(monkeypatch, Reason.TIMEOUT, calls=3)
    with pytest.raises(ContentFailed):
        services.read_content(plan, jobs.HTML)
    assert not Quarantine.objects.exists()


def test_a_question_that_makes_no_sense_says_nothing_about_the_document(plan: Document) -> None:
    with pytest.raises(ContentFailed):
        services.read_content(plan, "text/nonsense")
    assert not Quarantine.objects.exists()


def test_looking_after_all_documents_goes_on_after_one(plan: Document, other: Document) -> None:
    into_log(plan, DEEP)
    maintenance.refresh_texts(timezone.now())
    other.refresh_from_db()
    assert other.text == "fine"
    assert Quarantine.objects.get().document == plan
