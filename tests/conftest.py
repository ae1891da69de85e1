"""What every test may use, and which tests run where.

Tests marked `browser`, `node` or `server` need more than Python. They are left out unless
`COLLAB_CI=1` or a marker expression asks for them; then a missing program is an error, never a
skip: a green run has to mean that everything ran. What is marked `root` or
`alone` waits for `--rounds`, which `make faults` gives: not every machine lets tests mount file
systems, and how long others wait says nothing while other tests run beside it. With `--rounds`
faults also last as long as they are said to, and tables are as large.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.db import connection, connections

from . import backends, patience

NEEDS_MORE = frozenset({"browser", "node", "server"})
WAIT_FOR_ROUNDS = frozenset({"alone", "root"})

SECONDS_A_ROUND = 30
"""Time limit of one round of a fault, on a busy machine, unless `round_seconds` says another."""

FEW_ROUNDS = 2
"""In passing."""

ROUND_SEEDS = {"round_seed": FEW_ROUNDS, "long_round_seed": 1}
"""Seeds of tests that are one round, and how many rounds there are in passing."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """How often faults happen, and at which moments."""
    group = parser.getgroup("faults")
    group.addoption("--rounds", type=int, help="how often each fault happens (default: a few)")
    group.addoption("--seed", type=int, default=1, help="what makes the moments of faults")
    group = parser.getgroup("fuzz")
    group.addoption("--fuzz-seconds", type=float, default=8.0, help="how long each fuzzer runs")
    group.addoption("--fuzz-seed", help="what a fuzzer printed, to do the same again")


def pytest_configure(config: pytest.Config) -> None:
    """A run of faults has the machine to itself."""
    patience.full_run = bool(config.option.rounds)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`: servers, browsers and clocks are waited for about a third of the time."""
    return (os.cpu_count() or 1) + 1


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes a seed from here is one round: with `-n` its rounds run side by side."""
    option = metafunc.config.option
    for name, in_passing in ROUND_SEEDS.items():
        if name in metafunc.fixturenames:
            rounds = option.rounds or in_passing
            metafunc.parametrize(name, range(option.seed, option.seed + rounds))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs more than Python, unless somebody asked for it."""
    rounds = config.option.rounds or 0
    if not rounds:
        _leave_out(config, items, WAIT_FOR_ROUNDS)
    for item in items:
        if "rounds" in getattr(item, "fixturenames", ()) and rounds:
            item.add_marker(pytest.mark.timeout(120 + _seconds_a_round(item) * rounds))
        if ROUND_SEEDS.keys() & {*getattr(item, "fixturenames", ())} and rounds:
            item.add_marker(pytest.mark.timeout(120 + _seconds_a_round(item)))
        if "fuzz_seconds" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(180 + 2 * config.option.fuzz_seconds))
    if os.environ.get("COLLAB_CI") == "1" or config.option.markexpr:
        return
    _leave_out(config, items, NEEDS_MORE)


def _seconds_a_round(item: pytest.Item) -> int:
    own = item.get_closest_marker("round_seconds")
    return own.args[0] if own else SECONDS_A_ROUND


def _leave_out(config: pytest.Config, items: list[pytest.Item], marks: frozenset[str]) -> None:
    left_out = [item for item in items if marks & {mark.name for mark in item.iter_markers()}]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tests empty the audit log; and disconnect, or PostgreSQL drops no database."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":  # tables are emptied row by row: triggers see each
            with connection.cursor() as cursor:
                cursor.execute("DROP TRIGGER IF EXISTS collab_documents_event_no_update")
                cursor.execute("DROP TRIGGER IF EXISTS collab_documents_event_no_delete")
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a fault happens: `--rounds`, or twice."""
    return request.config.option.rounds or FEW_ROUNDS


@pytest.fixture
def long_rounds(request: pytest.FixtureRequest, rounds: int) -> int:
    """How often a fault happens that takes long: `--rounds`, or once."""
    return rounds if request.config.option.rounds else 1


@pytest.fixture
def full_run(request: pytest.FixtureRequest) -> bool:
    """Whether faults last as long, and tables are as large, as is said of them: with `--rounds`."""
    return bool(request.config.option.rounds)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """`--seed`: the same one makes the same moments."""
    return int(request.config.option.seed)


@pytest.fixture
def fuzz_seconds(request: pytest.FixtureRequest) -> float:
    """`--fuzz-seconds`: how long to look for what nobody thought of."""
    return float(request.config.option.fuzz_seconds)


@pytest.fixture
def fuzz_seed(request: pytest.FixtureRequest) -> str:
    """`--fuzz-seed`, or a new one in each run; pytest shows it where a test fails."""
    seed: str = request.config.option.fuzz_seed or secrets.token_hex(4)
    print(f"--fuzz-seed {seed}")  # noqa: T201
    return seed


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Answers the path of an installed program; an error, not a skip, when it is missing."""
    return backends.find_program


@pytest.fixture
def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on."""
    return backends.free_port()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis for this run's tests."""
    with backends.redis() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL database for this run's tests."""
    with backends.postgresql() as url:
        yield url
