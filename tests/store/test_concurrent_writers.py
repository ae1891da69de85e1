"""Several writers at once, each with a connection of its own, as several processes have."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pycrdt import Doc, Text

from documents.models import Document, Update
from documents.store import documents, log, rows
from documents.store.log import Addition, Draft
from documents.store.rows import Head

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 20


class Writer:
    """A process that types into several documents and commits them together."""

    def __init__(self, client_id: int, plans: Sequence[Document], user: User) -> None:
        self.client_id = client_id
        self.who = f"user:{user.pk}"
        self.missed = 0
        self.heads = {plan.pk: Head(0, 0, 1, trashed=False) for plan in plans}
        self._texts = [self._replica() for _ in plans]

    def _replica(self) -> tuple[Text, list[bytes]]:
        doc = Doc[Any](client_id=self.client_id)
        updates: list[bytes] = []
        doc.observe(lambda event: updates.append(event.update))
        return doc.get("t", type=Text), updates

    def drafts(self, clock: int) -> list[Draft]:
        made = []
        for (pk, head), (text, updates) in zip(self.heads.items(), self._texts, strict=True):
            text.insert(0, "x")
            addition = Addition(self.who, updates.pop(), [(self.client_id, clock, 1)])
            claims = {} if clock else {self.client_id: self.who}
            made.append(Draft(pk, head, [addition], claims, touches=clock % 5 == 0))
        return made

    def write(self, together: Barrier) -> None:
        try:
            together.wait()
            for clock in range(ROUNDS):
                for outcome in log.commit(self.drafts(clock)):
                    assert outcome.head is not None
                    assert not outcome.contended
                    self.heads[outcome.document_id] = outcome.head
                    self.missed += len(outcome.missing)
        finally:
            connection.close()


def test_writers_of_overlapping_documents_leave_no_hole_and_block_nobody_for_ever() -> None:
    ada = User.objects.create_user("ada")
    a, b, c = (documents.create(title, ada) for title in "abc")
    orders = ([a, b], [b, a], [c, b], [c, a])
    writers = [Writer(client_id, plans, ada) for client_id, plans in enumerate(orders, 1)]
    together = Barrier(len(writers))
    with ThreadPoolExecutor(len(writers)) as threads:
        list(threads.map(lambda writer: writer.write(together), writers))
    heads = rows.heads([a.pk, b.pk, c.pk])
    for plan, count in ((a, 3), (b, 3), (c, 2)):
        seqs = Update.objects.filter(document=plan).order_by("seq").values_list("seq", flat=True)
        assert list(seqs) == list(range(1, count * ROUNDS + 1))
        assert heads[plan.pk].seq == count * ROUNDS
