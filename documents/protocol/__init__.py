"""The wire: bytes in, values out. No Django, no asyncio, no clock; time is an argument."""
