"""What can be said about the image and its composition without an engine that builds them."""

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from .commands import ROOT

DEPLOY = ROOT / "deploy"
INSTRUCTION = re.compile(r"^([A-Z]+) +(.*)$", re.MULTILINE)
SECRET = re.compile(r"(?i)(secret|password|token|key)\w*[=:] *[^\s/\[{]")


@pytest.fixture(scope="module")
def instructions() -> list[tuple[str, str]]:
    """The Dockerfile, one instruction after the other."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    return INSTRUCTION.findall(text)


@pytest.fixture(scope="module")
def composition() -> dict[str, Any]:
    composed: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return composed


def copied(instructions: list[tuple[str, str]]) -> list[str]:
    """The paths that are copied out of the repository."""
    lines = [rest for name, rest in instructions if name == "COPY" and "--from" not in rest]
    return [source for line in lines for source in line.split()[:-1]]


def test_everything_that_is_copied_is_there_and_not_ignored(
    instructions: list[tuple[str, str]],
) -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert ignored[0] == "*"  # what is not named stays out: no key, no database, no history
    named = {line[1:] for line in ignored if line.startswith("!")}
    sources = copied(instructions)
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(fnmatch(source, name) for name in named), source
    assert named == set(sources)


def test_what_the_server_needs_is_copied(instructions: list[tuple[str, str]]) -> None:
    assert {"manage.py", "collab", "documents", "requirements.txt"} <= set(copied(instructions))
    assert (ROOT / "documents/static/collab_documents/editor.js").exists()


def test_the_image_runs_as_nobody_special(instructions: list[tuple[str, str]]) -> None:
    stages = [number for number, (name, _) in enumerate(instructions) if name == "FROM"]
    last = instructions[stages[-1] :]
    users = [rest for name, rest in last if name == "USER"]
    assert users == ["10001"]
    assert "--uid 10001" in " ".join(rest for name, rest in last if name == "RUN")
    names = [name for name, _ in last]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "RUN" not in names[names.index("USER") :]


def test_no_secret_is_in_the_image(instructions: list[tuple[str, str]]) -> None:
    assert not any(name == "ARG" for name, _ in instructions)
    for name, rest in instructions:
        if name == "ENV":
            assert not SECRET.search(rest), rest


def test_the_composition_refers_to_what_it_has(composition: dict[str, Any]) -> None:
    services = composition["services"]
    for name, service in services.items():
        for needed in service.get("depends_on", ()):
            assert needed in services, name
        for secret in service.get("secrets", ()):
            assert secret in composition["secrets"], name
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in composition["volumes"] or source.startswith("./"), name
    build = services["node1"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert (DEPLOY / "nginx.conf").is_file()


def test_nodes_can_do_little_and_share_their_pictures(composition: dict[str, Any]) -> None:
    for name in ("node1", "node2", "migrate"):
        node = composition["services"][name]
        assert node["read_only"]
        assert node["cap_drop"] == ["ALL"]
        assert node["security_opt"] == ["no-new-privileges:true"]
        assert node["volumes"] == ["pictures:/var/lib/collab"]
        assert "ports" not in node


def test_secrets_are_files_beside_the_composition(composition: dict[str, Any]) -> None:
    assert composition["secrets"]
    for secret in composition["secrets"].values():
        assert set(secret) == {"file"}
        assert not (DEPLOY / secret["file"]).exists()
    written = (DEPLOY / "compose.yaml").read_text()
    assert [Path(found).name for found in re.findall(r"\w+_FILE: (\S+)", written)] == [
        "secret_key",
        "database_password",
    ]
