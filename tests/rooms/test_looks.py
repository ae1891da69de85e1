"""Who asks for a look into the database gets one that begins after that, together with others."""

import asyncio

import pytest

from documents.rooms.looks import Looks


class Database:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.answers: list[asyncio.Future[None]] = []

    async def look(self) -> None:
        self.asked += 1
        self.answers.append(asyncio.get_running_loop().create_future())
        await self.answers[-1]


async def turns() -> None:
    """Let everything go on that can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_asks_meanwhile_shares_the_next_look() -> None:
    database = Database()
    looks = Looks(database.look)
    asking = [asyncio.ensure_future(looks.take())]
    await turns()
    asking += [asyncio.ensure_future(looks.take()) for _ in range(100)]
    await turns()
    assert database.asked == 1
    database.answers[0].set_result(None)
    await turns()
    assert asking[0].done()
    assert not any(one.done() for one in asking[1:])
    database.answers[1].set_result(None)
    await asyncio.gather(*asking)
    assert database.asked == 2


async def test_everybody_who_shares_a_look_learns_that_it_failed() -> None:
    database = Database()
    looks = Looks(database.look)
    asking = [asyncio.ensure_future(looks.take()) for _ in range(2)]
    await turns()
    database.answers[0].set_exception(LookupError("gone"))
    for one in asking:
        with pytest.raises(LookupError):
            await one
    again = asyncio.ensure_future(looks.take())
    await turns()
    database.answers[1].set_result(None)
    await again
