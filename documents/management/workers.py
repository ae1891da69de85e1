"""Several server processes on one port: uvicorn's supervisor with our own server in each.

Nothing here imports models: a worker process comes to this module before Django is set up.
"""

import socket
import sys

import django
import uvicorn
from uvicorn.supervisors import multiprocess


class Listeners:
    """Sockets on one port, one for each worker, among which the kernel divides who connects.

    Of one socket for all, the worker that happens to wake first takes nearly everybody. They stay
    open here: who connects while a worker is replaced waits for the next one.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        """Bind and listen; ends the process with a message if the port is taken."""
        first = config.bind_socket()
        self._users: dict[socket.socket, Worker | None] = {first: None}
        if sys.platform == "linux":  # elsewhere the last one would get everybody
            address, family = first.getsockname(), first.family
            first.close()  # it has found nobody else on the port, which those that share do not
            self._users = {_sharing(family, address): None for _ in range(config.workers)}
        for listener in self._users:
            listener.listen(config.backlog)  # who comes early waits for the first worker

    def give(self, worker: "Worker") -> socket.socket:
        """The socket of a worker that has ended, or else the one that was given longest ago."""
        ended = (one for one, user in self._users.items() if user is None or not user.running)
        chosen = next(ended, next(iter(self._users)))
        del self._users[chosen]
        self._users[chosen] = worker
        return chosen


def _sharing(family: int, address: tuple[str, int]) -> socket.socket:
    made = socket.socket(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(address)
    made.set_inheritable(True)
    return made


class Worker(multiprocess.Process):
    """A process whose server commits and says goodbye in our own words when it is told to end."""

    def __init__(self, config: uvicorn.Config, listeners: Listeners) -> None:
        """Prepare a process with a socket of its own."""
        super().__init__(config, [listeners.give(self)])

    @property
    def running(self) -> bool:
        """Whether its process has not ended; from its start on."""
        return self.process.exitcode is None

    @property
    def server(self) -> uvicorn.Server:
        """The worker's server; made in the worker, on first use."""
        if self._server is None:
            django.setup()
            from .server import Server  # noqa: PLC0415 (needs the app registry)

            self._server = Server(self.config, lambda: None)
        return self._server


class Supervisor(multiprocess.Multiprocess):
    """Keeps `config.workers` processes running until SIGTERM or SIGINT."""

    def __init__(self, config: uvicorn.Config, listeners: Listeners) -> None:
        """Supervise workers that share the port of the listeners."""
        super().__init__(config, listeners)  # type: ignore[arg-type]  # it only hands them on

    def run(self) -> None:
        """Supervise; the class of workers is no parameter of uvicorn's."""
        multiprocess.Process = Worker  # type: ignore[misc,assignment]
        super().run()
