"""What a server has in memory, and had at most."""

from pathlib import Path

from tests.servers import Site

_PAGE_BYTES = 4096


def memory(site: Site) -> int:
    """Bytes of memory that the server has."""
    return int((_process(site) / "statm").read_text().split()[1]) * _PAGE_BYTES


def forget_peak(site: Site) -> int:
    """From now on `peak` counts; returns what the server has now."""
    (_process(site) / "clear_refs").write_text("5")
    return memory(site)


def peak(site: Site) -> int:
    """Bytes of memory that the server had at most since `forget_peak`."""
    status = (_process(site) / "status").read_text().splitlines()
    (most,) = [line.split()[1] for line in status if line.startswith("VmHWM:")]
    return int(most) * 1024


def _process(site: Site) -> Path:
    assert site.process is not None
    return Path(f"/proc/{site.process.pid}")
