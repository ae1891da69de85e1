"""A channel layer that loses, doubles, delays and damages what other processes send."""

import asyncio
import os
import random
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer

LOST, DOUBLED, LATE, DAMAGED = 0.10, 0.20, 0.20, 0.05
LATE_SECONDS = 1.0


class NoisyLayer(RedisPubSubChannelLayer):  # type: ignore[misc]
    """Every message meets its fate when it arrives; the seed repeats the fates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fates = random.Random(os.environ["FAULT_LAYER_SEED"])  # noqa: S311 (repeatable)
        self._arrived: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._pumps: list[asyncio.Task[None]] = []

    async def receive(self, channel: str) -> dict[str, Any]:
        """The next message that was not lost."""
        if channel not in self._arrived:
            self._arrived[channel] = asyncio.Queue()
            self._pumps.append(asyncio.create_task(self._pump(channel)))
        return await self._arrived[channel].get()

    async def _pump(self, channel: str) -> None:
        while True:
            message = await self._get_layer().receive(channel)
            if self._fates.random() < LOST:
                continue
            for _ in range(2 if self._fates.random() < DOUBLED else 1):
                self._deliver(channel, self._damaged(message))

    def _deliver(self, channel: str, message: dict[str, Any]) -> None:
        late = self._fates.random() < LATE
        seconds = self._fates.uniform(0, LATE_SECONDS) if late else 0.0
        loop = asyncio.get_running_loop()
        loop.call_later(seconds, self._arrived[channel].put_nowait, message)

    def _damaged(self, message: dict[str, Any]) -> dict[str, Any]:
        if self._fates.random() >= DAMAGED:
            return message
        first, *others = message["envelopes"]
        return message | {"envelopes": [self._damaged_envelope(first), *others]}

    def _damaged_envelope(self, envelope: dict[str, Any]) -> dict[str, Any]:
        if envelope["rows"] and self._fates.random() < 0.8:
            seq, author, payload, seal = envelope["rows"][0]
            flipped = bytes([payload[0], payload[1] ^ 0x40, *payload[2:]])
            return envelope | {"rows": [[seq, author, flipped, seal], *envelope["rows"][1:]]}
        envelope = dict(envelope)
        envelope.pop(self._fates.choice(sorted(envelope)))
        return envelope
