"""What a document's bytes mean. Pure: no Django, no Channels, no asyncio, no clock.

It runs in content workers, the only place where an update is unfolded into a replica. `jobs` is
the door: the functions that a worker is asked to call.
"""
