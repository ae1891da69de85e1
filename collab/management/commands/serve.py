"""`manage.py serve`: the app's server, which here also guards the demo users."""

from collab import demo
from documents.management.commands.serve import Command as ServeCommand


class Command(ServeCommand):
    """Serve, unless strangers could reach users whose passwords were printed."""

    def require_ready(self, host: str, workers: int) -> None:
        """Refuse what cannot work, and demo users that other machines could reach."""
        super().require_ready(host, workers)
        demo.refuse_exposure(host)
