"""What one keystroke costs on its way, stage by stage."""

from collections.abc import Sequence
from functools import partial

from django.contrib.auth.models import User

from documents.content.compaction import compact
from documents.protocol import crdt, ywebsocket
from documents.protocol.guard import Known, glance, judge
from documents.protocol.updates import read_update
from documents.store import documents, log, rows
from documents.store.log import Addition, Draft

from .figures import seconds, show

COMMITS = 500


def measure(updates: Sequence[bytes]) -> None:
    """Print the cost of each stage for somebody's typing."""
    show("edits", len(updates), "")
    guard(updates)
    bytes_functions(updates)
    commits(updates)
    loading(updates)


def guard(updates: Sequence[bytes]) -> None:
    """Judging keystrokes, and a large offline merge."""

    def judge_all() -> None:
        known = Known()
        for update in updates:
            verdict = glance(update, known)
            known.learn(judge(read_update(update), known) if verdict is None else verdict)

    merged = crdt.merge(updates)
    structs = sum(map(len, read_update(merged).sections))
    show("guard, with learning, per keystroke", seconds(judge_all) / len(updates) * 1e6, "µs")
    show("reader, per struct", seconds(lambda: read_update(merged)) / structs * 1e6, "µs")
    read = read_update(merged)
    show("judging, per struct", seconds(lambda: judge(read, Known())) / structs * 1e6, "µs")


def bytes_functions(updates: Sequence[bytes]) -> None:
    """Merging what waits, and encoding what is shown."""
    batch = updates[-50:]
    show("merge of 50 keystrokes", seconds(lambda: crdt.merge(batch)) * 1e6, "µs")
    show("merge of all", seconds(lambda: crdt.merge(updates)) * 1e3, "ms")
    merged = crdt.merge(updates)
    show("frame of the whole", seconds(lambda: ywebsocket.sync_step_2(merged)) * 1e3, "ms")


def commits(updates: Sequence[bytes]) -> None:
    """Durable commits: one keystroke of one document, and one of each of fifty."""
    owner = User.objects.create_user("ada")
    made = [documents.create(f"Paper {number}", owner) for number in range(50)]

    author = f"user:{owner.pk}"

    def commit_all(batch: int) -> None:
        for update in updates[:COMMITS]:
            heads = rows.heads([document.pk for document in made[:batch]])
            additions = [Addition(author, update, [])]
            log.commit([Draft(pk, head, additions, {}) for pk, head in heads.items()])

    for batch in (1, 50):
        spent = seconds(partial(commit_all, batch), repeat=1)
        show(f"commit of {batch} document(s), with its read", spent / COMMITS * 1e3, "ms")


def loading(updates: Sequence[bytes]) -> None:
    """What a compaction makes, and what it saves."""
    merged = crdt.merge(updates)
    show("compaction of all", seconds(lambda: compact(merged, []), repeat=1), "s")
    made = compact(merged, [])
    show("state before", len(merged) / 1024, "KiB")
    show("state after", len(made.state) / 1024, "KiB")
    assert made.canonical
