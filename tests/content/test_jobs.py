import json
import pickle
import subprocess
import sys

import pytest

from documents.content import jobs
from documents.content.attribution import Written
from documents.content.errors import ContentRefused
from documents.protocol.updates import EMPTY

from .updates import nested, text_update

MEDIA = [jobs.JSON, jobs.MARKDOWN, jobs.HTML, jobs.TEXT, jobs.YJS]


def test_markdown_becomes_a_document_in_every_media_type() -> None:
    state = jobs.build("# Title\n\nsome **text**", 7)
    tree = json.loads(jobs.render(state, jobs.JSON))
    assert [node["type"] for node in tree["content"]] == ["heading", "paragraph"]
    assert jobs.render(state, jobs.MARKDOWN) == b"# Title\n\nsome **text**\n"
    assert jobs.render(state, jobs.HTML) == b"<h1>Title</h1><p>some <strong>text</strong></p>"
    assert jobs.render(state, jobs.TEXT) == b"Title\nsome text"
    assert jobs.render(state, jobs.YJS) == state
    assert jobs.search_text(state) == "Title\nsome text"


def test_a_document_built_from_its_json_is_the_same() -> None:
    state = jobs.build("# Title\n\n- [x] done", 7)
    assert jobs.build(json.loads(jobs.render(state, jobs.JSON)), 7) == state


def test_json_outside_of_the_schema_is_refused() -> None:
    with pytest.raises(ContentRefused):
        jobs.build({"type": "doc", "content": [{"type": "evil"}]}, 7)


@pytest.mark.parametrize("media", MEDIA)
def test_the_empty_document_is_written_in_every_media_type(media: str) -> None:
    empty = {
        jobs.JSON: b'{"type": "doc", "content": []}',
        jobs.HTML: b"<p></p>",
        jobs.YJS: EMPTY,
    }
    assert jobs.render(EMPTY, media) == empty.get(media, b"")


def test_a_text_that_is_no_tree_is_shown_as_paragraphs() -> None:
    state = text_update("one\n\n<two>")
    assert jobs.render(state, jobs.TEXT) == b"one\n\n<two>"
    assert jobs.render(state, jobs.HTML) == b"<p>one</p><p></p><p>&lt;two&gt;</p>"
    assert jobs.render(state, jobs.MARKDOWN) == b"one\n\n&nbsp;\n\n\\<two>\n"


def test_another_media_type_is_refused() -> None:
    with pytest.raises(ContentRefused):
        jobs.render(EMPTY, "application/pdf")


@pytest.mark.parametrize("media", MEDIA[:-1])
def test_content_nested_too_deep_is_refused(media: str) -> None:
    with pytest.raises(ContentRefused):
        jobs.render(nested(2_000), media)


def test_states_are_compared() -> None:
    compared = jobs.compare(jobs.build("a b", 1), jobs.build("a c", 2))
    assert (compared["inserted"], compared["deleted"]) == (1, 1)
    assert json.loads(json.dumps(compared)) == compared


def test_results_can_cross_to_another_process() -> None:
    made = jobs.compact(EMPTY, [Written(text_update("a"), "ada", 1)])
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 (our own bytes)


def test_a_worker_needs_neither_django_nor_channels() -> None:
    code = (
        "import sys, documents.content.jobs;"
        "print([name for name in ('django', 'channels', 'asyncio.events') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "django" not in told.stdout
    assert "channels" not in told.stdout
