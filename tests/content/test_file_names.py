import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.content.file_names import file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Release plan: autumn", "Release plan- autumn"),
        ("a/b\\c", "a-b-c"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("  .hidden. ", "hidden"),
        ("two\nlines\t here", "two lines here"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("CON", "_CON"),
        ("lpt1.txt", "_lpt1.txt"),
        ("Конспект 漢字 😀", "Конспект 漢字 😀"),
        ("", "Untitled"),
        ("\u200b..", "Untitled"),
    ],
)
def test_titles_become_names(title: str, name: str) -> None:
    assert file_name(title, "Untitled") == name


@given(st.text())
def test_any_title_is_a_safe_name(title: str) -> None:
    name = file_name(title, "Untitled")
    assert name
    assert len(name.encode()) <= 181
    assert not set(name) & set('\\/:*?"<>|\n\r\x00')
    assert name.strip(" .") == name
