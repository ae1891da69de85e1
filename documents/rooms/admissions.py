"""Whoever is here has to be allowed to be here: their credentials are checked while they stay.

What others see of them is looked up along with that: a name or a colour may change at any time.
"""

from collections.abc import Collection, Iterable, Mapping

from .. import presence
from ..access import guest_of_principal
from ..presence import Person
from ..protocol.errors import CloseCode
from ..protocol.peer import Peer
from ..store import credentials
from ..store.credentials import Credential
from .gathering import Gathering
from .ports import Runner


async def review(gatherings: Iterable[Gathering], reader: Runner) -> None:
    """Close the connections whose credential does not hold any more; introduce the others anew.

    Raises `django.db.Error` while the database is away: then nothing can be revoked, and nothing
    new is shown to anybody.
    """
    shown = [
        (gathering, peer, peer.credential)
        for gathering in gatherings
        for peer in gathering.peers
        if isinstance(peer.credential, Credential)
    ]
    if not shown:
        return
    holding, people = await reader.run(_look_up, {what for _, _, what in shown})
    for gathering, peer, what in shown:
        if what not in holding:
            send_away(peer)
        elif people[peer.principal] != peer.identity:
            gathering.introduce(peer, people[peer.principal])


def _look_up(asked: Collection[Credential]) -> tuple[set[Credential], Mapping[str, Person]]:
    found = credentials.review(asked)
    people = {who: presence.person_of(actor) for who, actor in found.people.items()}
    return found.holding, people


def send_away(peer: Peer) -> None:
    """Close a connection whose credential does not hold any more."""
    if guest_of_principal(peer.principal) is None:
        peer.close(CloseCode.NOT_SIGNED_IN, "you are not signed in any more")
    else:  # they have signed in, in another tab: this one may come back as who they are now
        peer.close(CloseCode.TOO_SLOW, "you are no guest any more")
