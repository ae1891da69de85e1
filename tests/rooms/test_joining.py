"""Many who join at once: one whole document, put together and encoded once."""

from .bench import Bench, settle


async def test_those_who_join_get_the_same_bytes_until_the_document_changes() -> None:
    bench = Bench()
    ann = bench.join("user:1", 1)
    ann.type(0, "hello")
    await settle(bench, [ann])
    joining = [bench.join("user:2", 2 + number) for number in range(3)]
    for client in joining:
        await client.send()
    answers = [client.wire.down[-1] for client in joining]
    assert all(answer is answers[0] for answer in answers)
    for client in joining:
        client.hear()
    assert [str(client.text) for client in joining] == ["hello"] * 3
    ann.type(5, "!")
    await settle(bench, [ann, *joining])
    late = bench.join("user:3", 9)
    await late.send()
    late.hear()
    assert str(late.text) == "hello!"
