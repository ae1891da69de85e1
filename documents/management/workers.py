"""Several server processes on one socket: uvicorn's supervisor with our own server in each.

Nothing here imports models: a worker process comes to this module before Django is set up.
"""

import django
import uvicorn
from uvicorn.supervisors import multiprocess


class Worker(multiprocess.Process):
    """A process whose server commits and says goodbye in our own words when it is told to end."""

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

    def run(self) -> None:
        """Supervise; the class of workers is no parameter of uvicorn's."""
        multiprocess.Process = Worker  # type: ignore[misc]
        super().run()
