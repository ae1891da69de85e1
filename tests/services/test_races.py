"""What two people do at the same moment, each with a database connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from documents import services, workers
from documents.access import Role
from documents.models import Document, DocumentAccess, Event, Snapshot
from documents.store import documents, roles, snapshots
from documents.store.errors import Conflict, LastOwner, RestoredMeanwhile
from documents.store.events import Origin
from documents.store.state import read_state

from .writing import write, written

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[type[Conflict] | None]:
    """The conflict that each call ended with, if any."""

    def outcome(call: Callable[[], object]) -> type[Conflict] | None:
        try:
            call()
        except Conflict as conflict:
            return type(conflict)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(outcome, calls))


def test_of_two_administrators_one_restores(
    plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(plan.pk, "first")
    draft = snapshots.take(read_state(plan.pk), "named")
    write(plan.pk, "second")
    run, both = workers.run, Barrier(2, timeout=30)

    def wait_for_the_other(*args: Any, **kwargs: Any) -> Any:
        update: Any = run(*args, **kwargs)
        both.wait()
        return update

    monkeypatch.setattr(workers, "run", wait_for_the_other)

    def restore() -> None:
        services.restore_snapshot(Snapshot.objects.get(pk=draft.pk), actor=None)

    outcomes = at_once(restore, restore)
    assert sorted(outcomes, key=bool) == [None, RestoredMeanwhile]
    assert written(read_state(plan.pk).payload) == ["first"]
    assert Event.objects.filter(kind="snapshot.restored").count() == 1


def test_two_owners_cannot_remove_each_other(people: dict[str, User]) -> None:
    orphan = documents.create("Nobody's", None)
    rows = [
        roles.grant(orphan.pk, people[name], Role.OWNER, Origin())[0].pk
        for name in ("owner", "editor")
    ]
    both = Barrier(2, timeout=30)

    def revoke(pk: int) -> Callable[[], None]:
        def call() -> None:
            both.wait()
            services.revoke_access(orphan, pk, actor=None)

        return call

    outcomes = at_once(*(revoke(pk) for pk in rows))
    assert sorted(outcomes, key=bool) == [None, LastOwner]
    assert DocumentAccess.objects.filter(document=orphan, role=Role.OWNER).count() == 1
