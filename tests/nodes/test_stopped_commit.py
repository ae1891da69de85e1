"""A process is stopped within a commit: others write on, and do not wait for its return."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

import psycopg
import pytest

from tests.project.commands import ROOT, environment

from .cluster import Cluster

pytestmark = pytest.mark.server

COMMIT = """
import os, signal, sys
from uuid import UUID
import django
django.setup()
from django.contrib.auth import get_user_model
from documents.store import log, rows, statements
from documents.store.log import Addition, Draft
from tests.protocol import wire

document, stop_after = sys.argv[1], int(sys.argv[2])
who = f"user:{get_user_model().objects.get(username='ada').pk}"
payload = wire.update(wire.section(stop_after, 0, wire.text("x")))
[(key, head)] = rows.heads([UUID(document)]).items()
run, count = statements.run, 0

def stopping(*args):
    global count
    count += 1
    found = run(*args)
    if count == stop_after:
        os.kill(os.getpid(), signal.SIGSTOP)
    return found

statements.run = stopping
additions = [Addition(who, payload, [(stop_after, 0, 1)])]
[outcome] = log.commit([Draft(key, head, additions, {stop_after: who})])
assert outcome.appended
"""
STATEMENTS = 7
"""Of a commit under a new client id."""
PATIENCE = "-c idle_in_transaction_session_timeout=500ms"


@contextmanager
def stopped(cluster: Cluster, document: str, statement: int) -> Iterator[None]:
    """A process is within a commit, stopped behind one of its statements."""
    url = f"{cluster.database_url}?options={quote(PATIENCE)}"
    settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "collab.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", COMMIT, document, str(statement)],
        cwd=ROOT,
        env=environment(cluster.nodes[0].folder, **settings),
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            _, status = os.waitpid(child.pid, os.WUNTRACED)
            assert os.WIFSTOPPED(status), child.communicate()
            yield
            child.send_signal(signal.SIGCONT)
            _, said = child.communicate(timeout=30)
            assert "idle-in-transaction timeout" in said  # it does not take its commit for made
        finally:
            child.kill()


@pytest.mark.parametrize("statement", range(1, STATEMENTS + 1))
def test_a_process_that_is_stopped_within_a_commit_holds_up_nobody_for_long(
    cluster: Cluster, statement: int
) -> None:
    document = cluster.create()
    with (
        stopped(cluster, document, statement),
        closing(psycopg.connect(cluster.database_url, options="-c lock_timeout=10s")) as other,
    ):
        lock = "SELECT head FROM collab_documents_document WHERE id = %s FOR NO KEY UPDATE"
        assert other.execute(lock, [document]).fetchone() == (0,)
