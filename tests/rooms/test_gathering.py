"""Who is here, and that it costs one frame."""

import json

from documents.protocol import ywebsocket
from documents.protocol.limits import Limits
from documents.protocol.messages import AwarenessEntry, AwarenessUpdate

from .bench import Bench, Client, settle


def announce(client: Client, client_id: int, clock: int, state: str | None) -> None:
    client.up.append(ywebsocket.awareness_message([AwarenessEntry(client_id, clock, state)]))


def seen(client: Client) -> list[AwarenessEntry]:
    """What awareness frames wait for the client, and takes all its frames."""
    found: list[AwarenessEntry] = []
    while client.wire.down:
        frame = client.wire.down.popleft()
        if frame[0] == ywebsocket.AWARENESS:
            message = ywebsocket.parse(frame, Limits())
            assert isinstance(message, AwarenessUpdate)
            found += message.entries
    return found


async def test_identity_is_the_server_s_and_not_the_client_s() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    announce(ann, 1, 1, '{"user":{"name":"Somebody Else"},"cursor":{"anchor":1}}')
    await ann.send()
    bench.clock.advance(1)
    state = json.loads(seen(bob)[-1].state or "")
    assert state == {
        "user": {"id": "user:1", "name": "user:1", "color": "#123456"},
        "cursor": {"anchor": 1},
    }


async def test_nobody_moves_or_removes_another_s_cursor() -> None:
    bench = Bench()
    ann, eve = bench.join("user:1", 1), bench.join("user:66", 66)
    announce(ann, 1, 1, "{}")
    await ann.send()
    bench.clock.advance(1)
    seen(ann)
    announce(eve, 1, 2**32 - 1, None)
    announce(eve, 1, 2**32 - 1, '{"cursor":"gone"}')
    await eve.send()
    bench.clock.advance(1)
    assert seen(ann) == []


async def test_many_moves_become_one_frame_with_the_last() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    for clock in range(1, 51):
        announce(ann, 1, clock, f'{{"cursor":{clock}}}')
    await ann.send()
    bench.clock.advance(1)
    entries = seen(bob)
    assert [entry.clock for entry in entries] == [50]


async def test_a_cursor_goes_with_its_peer_and_does_not_come_back() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    announce(ann, 1, 4, "{}")
    await ann.send()
    bench.clock.advance(1)
    seen(bob)
    ann.drop()
    bench.clock.advance(1)
    assert seen(bob) == [AwarenessEntry(1, 4, None)]
    announce(bob, 1, 4, "{}")
    await bob.send()
    bench.clock.advance(1)
    assert seen(bob) == []


async def test_who_joins_is_told_who_is_here() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    announce(ann, 1, 1, "{}")
    await ann.send()
    bob = bench.join("user:2", 2)
    assert [entry.client for entry in seen(bob)] == [1]


async def test_a_client_that_does_not_renew_itself_is_forgotten() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    announce(ann, 1, 1, "{}")
    await ann.send()
    bench.clock.advance(1)
    seen(bob)
    bench.clock.advance(31)
    bench.room.gathering.tick()
    bench.clock.advance(1)
    assert seen(bob) == [AwarenessEntry(1, 1, None)]


async def test_silence_is_broken_before_a_stock_client_gives_up() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    await settle(bench, [ann])
    bench.clock.advance(21)
    bench.room.gathering.tick()
    assert list(ann.wire.down) == [ywebsocket.KEEP_ALIVE]
    bench.room.gathering.tick()
    assert len(ann.wire.down) == 1


async def test_a_peer_that_does_not_read_is_dropped() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    ann.wire.stuck = True
    bench.room.gathering.tick()
    assert ann.wire.aborted


async def test_one_commit_is_one_frame_to_every_peer() -> None:
    bench = Bench()
    clients = [bench.join(f"user:{i}", i) for i in range(1, 6)]
    await settle(bench, clients)
    for client in clients:
        client.type(0, "x")
        await client.send()
    bench.journal.commit()
    frames = {client.wire.down.popleft() for client in clients}
    assert len(frames) == 1
    assert not any(client.wire.down for client in clients)


async def test_a_new_name_reaches_everybody_by_the_next_clock() -> None:
    bench = Bench()
    ann, bob = bench.join("user:1", 1), bench.join("user:2", 2)
    announce(ann, 1, 4, '{"cursor":1}')
    await ann.send()
    bench.clock.advance(1)
    seen(ann), seen(bob)
    peer = next(peer for peer in bench.room.gathering.peers if peer.principal == "user:1")
    renamed = {"id": "user:1", "name": "Ann", "color": "#0f766e"}
    bench.room.gathering.introduce(peer, renamed)
    bench.clock.advance(1)
    for client in (ann, bob):
        [entry] = seen(client)
        assert (entry.client, entry.clock) == (1, 5)
        assert json.loads(entry.state or "") == {"cursor": 1, "user": renamed}
    announce(ann, 1, 6, '{"cursor":2}')
    await ann.send()
    bench.clock.advance(1)
    assert json.loads(seen(bob)[-1].state or "")["user"] == renamed
