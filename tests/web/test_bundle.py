"""The committed bundle is the one that the committed sources give."""

import gzip
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "documents/static/collab_documents"

FIRST_LOAD_BYTES = 230_000
"""JavaScript that the editor page needs before one can type, compressed."""

HASHED_FILES = ["build.mjs", "package-lock.json", "package.json", "tsconfig.json"]


def source_hash() -> str:
    """As `frontend/build.mjs` computes it."""
    sources = (path for path in (FRONTEND / "src").rglob("*") if path.is_file())
    paths = sorted([*HASHED_FILES, *(path.relative_to(FRONTEND).as_posix() for path in sources)])
    digest = hashlib.sha256()
    for path in paths:
        content = (FRONTEND / path).read_bytes()
        digest.update(f"{path}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()


def test_the_bundle_was_built_from_these_sources() -> None:
    built_from = (STATIC / "source.sha256").read_text().strip()
    assert built_from == source_hash(), "Run 'make frontend' and commit what it writes."


def test_every_chunk_is_there_and_none_is_left_over() -> None:
    scripts = [*STATIC.glob("*.js"), *STATIC.glob("chunks/*.js")]
    named = re.compile(r'["\'](?:\./|\./chunks/)([\w-]+-[A-Z0-9]{8}\.js)["\']')
    imported = {name for script in scripts for name in named.findall(script.read_text())}
    assert imported == {path.name for path in STATIC.glob("chunks/*")}


def test_chunks_never_import_an_entry_which_is_served_under_a_second_name() -> None:
    for chunk in STATIC.glob("chunks/*.js"):
        assert "../editor.js" not in chunk.read_text()
        assert "../list.js" not in chunk.read_text()


def test_the_preloaded_chunks_exist() -> None:
    preloads = json.loads((STATIC / "preloads.json").read_text())
    assert preloads
    assert all((STATIC / chunk).is_file() for chunk in preloads)


def loaded_with(script: Path) -> set[Path]:
    """A script and all that it imports at once."""
    named = re.findall(r'(?:from|import) ?"(\.[^"]+\.js)"', script.read_text())
    imported = {(script.parent / name).resolve() for name in named}
    return {script}.union(*(loaded_with(other) for other in imported))


def test_the_editor_loads_quickly() -> None:
    scripts = loaded_with(STATIC / "editor.js")
    assert len(scripts) > 1
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) <= FIRST_LOAD_BYTES


def test_a_worker_comes_from_the_folder_that_its_page_comes_from() -> None:
    (worker,) = STATIC.glob("chunks/patternWorker-*.js")
    assert f'new URL("./{worker.name}",import.meta.url)' in "".join(
        script.read_text() for script in STATIC.glob("chunks/findBar-*.js")
    )


def test_there_are_no_source_maps() -> None:
    assert not list(STATIC.rglob("*.map"))
