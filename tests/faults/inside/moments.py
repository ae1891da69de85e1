"""Death by SIGKILL at a chosen moment: right after a function was called for the n-th time."""

import os
import signal
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

MOMENTS = {
    "within a commit": ("documents.store.rows", "advance"),
    "between commit and acknowledgement": ("documents.journal", "_committed"),
    "before a compaction": ("documents.presence", "first"),
    "after a compaction": ("documents.store.checkpoints", "replace"),
}


def die(moment: str, calls: Path) -> None:
    """Let the process kill itself; the file says after how many calls, if it is there."""
    module = import_module(MOMENTS[moment][0])
    function: Callable[..., Any] = getattr(module, MOMENTS[moment][1])

    def fatal(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if _is_last(calls):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(module, MOMENTS[moment][1], fatal)


def _is_last(calls: Path) -> bool:
    if not calls.exists():
        return False
    left = int(calls.read_text()) - 1
    calls.write_text(str(left))
    return left <= 0
