"""PostgreSQL stops, refuses and vanishes: meanwhile nothing is called saved, afterwards all is."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from signal import SIGCONT, SIGSTOP

import psycopg
import pytest

from tests.away import check_back, check_truth_while_away
from tests.backends import Database
from tests.crowd import Crowd
from tests.servers import until
from tests.yjs import Yjs

from .cluster import Cluster

pytestmark = [pytest.mark.node, pytest.mark.server]


@contextmanager
def paused(cluster: Cluster) -> Iterator[None]:
    database = Database(cluster.database_url)
    database.tell(SIGSTOP)
    try:
        yield
    finally:
        database.tell(SIGCONT)


@contextmanager
def silent(cluster: Cluster) -> Iterator[None]:
    """Packets get lost on the way, in both directions."""
    for node in cluster.lines:
        node.database.hold()
    yield
    for node in cluster.lines:
        node.database.pass_on()


@contextmanager
def failed_over(cluster: Cluster) -> Iterator[None]:
    """What was on its way never arrives, and its connections end at last."""
    with silent(cluster):
        yield
        for node in cluster.lines:
            node.database.reset()


@contextmanager
def refusing(cluster: Cluster) -> Iterator[None]:
    for node in cluster.lines:
        node.database.refuse()
    yield
    for node in cluster.lines:
        node.database.pass_on()


@contextmanager
def read_only(cluster: Cluster) -> Iterator[None]:
    """As a server that was demoted, or an administrator who saves what can be saved."""
    database = Database(cluster.database_url)
    database.settings(default_transaction_read_only="on")
    yield
    with psycopg.connect(cluster.database_url, autocommit=True) as mending:
        mending.execute("SET default_transaction_read_only = off")
        mending.execute("ALTER SYSTEM RESET default_transaction_read_only")
        mending.execute("SELECT pg_reload_conf()")


@contextmanager
def exhausted(cluster: Cluster) -> Iterator[None]:
    """Somebody else holds every connection that the server has to give."""
    with ExitStack() as held:
        pids: list[int] = []
        connect = cluster.database_url
        first = held.enter_context(psycopg.connect(connect, autocommit=True))
        while True:
            try:
                pids.append(held.enter_context(psycopg.connect(connect)).info.backend_pid)
            except psycopg.OperationalError:
                if not ended(first, [*pids, first.info.backend_pid]):
                    break
        yield


def ended(connection: psycopg.Connection, ours: list[int]) -> int:
    """End the sessions of everybody else; answers how many there were."""
    sql = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> ALL(%s)
    """
    return len(connection.execute(sql, [ours]).fetchall())


FAULTS: dict[str, Callable[[Cluster], AbstractContextManager[None]]] = {
    "exhausted": exhausted,
    "failed over": failed_over,
    "paused": paused,
    "read-only": read_only,
    "refusing": refusing,
    "silent": silent,
}


PAUSED_WORDS = 150
"""Each types so many while the database is paused, in a full run: thirty seconds, five a second."""


@pytest.mark.round_seconds(90)
@pytest.mark.parametrize("fault", FAULTS)
def test_while_the_database_is_away_nothing_is_called_saved(
    cluster: Cluster, yjs: Yjs, long_rounds: int, seed: int, full_run: bool, fault: str
) -> None:
    long = full_run and fault == "paused"
    more = PAUSED_WORDS if long else 20
    crowd = Crowd(yjs, cluster.create(), seed, pause_ms=200 if long else 20)
    crowd.start(cluster.nodes)
    for _ in range(long_rounds):
        crowd.acknowledged(3)
        with FAULTS[fault](cluster):
            check_truth_while_away(cluster.nodes, crowd, more)
        check_back(cluster.nodes, crowd)
    crowd.settle()
    crowd.check(cluster.nodes[1], cluster.stored(crowd.document))
    assert crowd.closes() == []


def test_a_restarted_database_loses_nothing(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int
) -> None:
    crowd = Crowd(yjs, cluster.create(), seed)
    crowd.start(cluster.nodes)
    for _ in range(rounds):
        crowd.acknowledged(3)
        Database(cluster.database_url).restart()
    crowd.acknowledged(3)
    crowd.settle()
    crowd.check(cluster.nodes[1], cluster.stored(crowd.document))
    assert crowd.closes() == []


def test_a_commit_that_is_chosen_as_the_victim_of_a_deadlock_is_given_again(
    cluster: Cluster, yjs: Yjs, rounds: int, seed: int
) -> None:
    crowd = Crowd(yjs, cluster.create(), seed)
    crowd.start(cluster.nodes[:1])
    other = cluster.create()
    yjs.open("other", cluster.nodes[0], other, "ada")
    yjs.do("type", client="other", name="we", seed=seed, pauseMs=20)
    database = Database(cluster.database_url)
    for _ in range(rounds):
        crowd.acknowledged(3)
        before = deadlocks(database)
        while deadlocks(database) == before:  # a commit may hold one of the documents alone
            deadlock(cluster.database_url, *sorted((crowd.document, other)))
    yjs.do("stopTyping", client="other")
    assert yjs.saved("other")
    crowd.settle()
    crowd.check(cluster.nodes[1], cluster.stored(crowd.document))
    assert crowd.closes() == []


def deadlock(url: str, first: str, second: str) -> None:
    """Lock two documents against the order in which commits do, and never give in."""
    lock = "SELECT 1 FROM collab_documents_document WHERE id = %s FOR UPDATE"
    with psycopg.connect(url, options="-c deadlock_timeout=1min") as rude:
        rude.execute(lock, [second])
        until(lambda: waiting(url))
        rude.execute(lock, [first])
        rude.rollback()


def waiting(url: str) -> bool:
    """Whether a commit holds the first document and waits for the second."""
    sql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    return Database(url).do(sql) != [(0,)]


def deadlocks(database: Database) -> int:
    """How many the server has found and ended."""
    sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    return int(str(database.do(sql)[0][0]))
