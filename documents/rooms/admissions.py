"""Whoever is here has to be allowed to be here: their credentials are checked while they stay."""

from collections.abc import Iterable

from ..access import guest_of_principal
from ..protocol.errors import CloseCode
from ..protocol.peer import Peer
from ..store import credentials
from ..store.credentials import Credential
from .ports import Runner


async def review(peers: Iterable[Peer], reader: Runner) -> None:
    """Close the connections whose credential does not hold any more.

    Raises `django.db.Error` while the database is away: then nothing can be revoked, and nothing
    new is shown to anybody.
    """
    shown = [(peer, peer.credential) for peer in peers]
    asked = {what for _, what in shown if isinstance(what, Credential)}
    if not asked:
        return
    holding = await reader.run(credentials.holding, asked)
    for peer, what in shown:
        if what in asked and what not in holding:
            _send_away(peer)


def _send_away(peer: Peer) -> None:
    if guest_of_principal(peer.principal) is None:
        peer.close(CloseCode.NOT_SIGNED_IN, "you are not signed in any more")
    else:  # they have signed in, in another tab: this one may come back as who they are now
        peer.close(CloseCode.TOO_SLOW, "you are no guest any more")
