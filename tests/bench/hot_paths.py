"""What one keystroke costs on its way, stage by stage."""

from collections.abc import Sequence
from functools import partial

from django.contrib.auth.models import User

from documents.content import jobs
from documents.content.compaction import compact
from documents.protocol import crdt, ywebsocket
from documents.protocol.guard import Known, glance, judge
from documents.protocol.updates import read_update
from documents.store import bases, documents, log, rows, snapshots
from documents.store.log import Addition, Draft
from documents.store.state import State

from .figures import seconds, show

COMMITS = 500
GROUPS = (1, 10, 50)
"""Documents that share a commit."""
CLIENT = 2**31 + 9
CHAPTER = """## A heading

A paragraph of some length, **with emphasis** and [a link](https://example.org), as people write.

- one thing
- another, `with code`

| name | value |
| --- | --- |
| one | 1 |

"""
CHAPTERS = 100


def measure(updates: Sequence[bytes]) -> None:
    """Print the cost of each stage for somebody's typing."""
    show("edits", len(updates), "")
    guard(updates)
    bytes_functions(updates)
    commits(updates)
    loading(updates)
    conversions()


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
    spent = seconds(lambda: read_update(merged))
    show("reader, per struct", spent / structs * 1e6, "µs")
    show("reader", len(merged) / spent / 1e6, "MB/s")
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
    """Durable commits: one keystroke of each of some documents, and a snapshot."""
    owner = User.objects.create_user("ada")
    made = [documents.create(f"Paper {number}", owner) for number in range(max(GROUPS))]

    author = f"user:{owner.pk}"

    def commit_all(batch: int) -> None:
        for update in updates[:COMMITS]:
            heads = rows.heads([document.pk for document in made[:batch]])
            additions = [Addition(author, update, [])]
            log.commit([Draft(pk, head, additions, {}) for pk, head in heads.items()])

    for batch in GROUPS:
        spent = seconds(partial(commit_all, batch), repeat=1)
        show(f"commit of {batch} document(s), with its read", spent / COMMITS * 1e3, "ms")
    whole = State(made[0].pk, 1, 1, crdt.merge(updates))
    show("snapshot", seconds(lambda: snapshots.take(whole, "named")) * 1e3, "ms")


def loading(updates: Sequence[bytes]) -> None:
    """What a compaction makes, and what it saves."""
    merged = crdt.merge(updates)
    show("compaction of all", seconds(lambda: compact(merged, []), repeat=1), "s")
    made = compact(merged, [])
    show("state before", len(merged) / 1024, "KiB")
    show("state after", len(made.state) / 1024, "KiB")
    assert made.canonical
    show("opening what was compacted", seconds(lambda: bases.of_state(made.state, 1)) * 1e3, "ms")


def conversions() -> None:
    """A document of some fifty pages from Markdown and back, and its restoration."""
    source = CHAPTER * CHAPTERS
    show("Markdown", len(source) / 1024, "KiB")
    show("from Markdown", seconds(lambda: jobs.build(source, CLIENT)) * 1e3, "ms")
    past, present = jobs.build(source, CLIENT), jobs.build(CHAPTER, CLIENT + 1)
    present = crdt.merge([past, present])
    show("to Markdown", seconds(lambda: jobs.render(past, jobs.MARKDOWN)) * 1e3, "ms")
    restored = seconds(lambda: jobs.restore(past, present, CLIENT + 2))
    show("restore of an earlier version", restored * 1e3, "ms")
