"""What the tests ask a worker to do."""

import ctypes
import os
import resource
import time

from documents.content.errors import ContentRefused


def add(one: int, other: int) -> int:
    return one + other


def process_id() -> int:
    return os.getpid()


def priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def refuse() -> None:
    raise ContentRefused("Not like this.")


def blunder() -> None:
    raise KeyError("a mistake")


def panic() -> None:
    class PanicException(BaseException):
        pass

    raise PanicException


def leave() -> None:
    os._exit(3)


def crash() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.string_at(0)


def hang() -> None:
    while True:
        time.sleep(3600)


def spin() -> None:
    while True:
        pass


def allocate(count: int) -> int:
    return len(bytearray(count))
