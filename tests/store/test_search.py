from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from documents.models import Document
from documents.store import documents, search, search_index
from documents.store.wanted import Wanted

pytestmark = pytest.mark.django_db

HOSTILE = [
    '"', '""', "'", "*", "-", "--", "AND", "OR", "NOT", "NEAR(", "title:", "^", "(", ")", "()",
    "{", "a AND", "a OR b", "NOT a", "-a", '-"', '"a', 'a"b', "a' OR 1=1", "a:*", "a & b", "!", "|",
    "<->", "\\", "\\'", "%", "_", "\x00", "\ud800", "a\x00b", "😀", "ﷺ", "\u200b", "x" * 5000,
    "a " * 500, ";", "--; DROP TABLE", "%s", "%(a)s", "{0}", "\t\n", "a\u0301", "ΐ",
]  # fmt: skip


def write(title: str, text: str = "") -> Document:
    made = documents.create(title, None)
    Document.objects.filter(pk=made.pk).update(text=text)
    return made


def titles(typed: str) -> list[str]:
    rows: Any = search.found(Document.objects.all(), Wanted.of(typed))
    return [row.title for row in rows.order_by("-rank", "pk")]


def test_a_word_is_found_in_titles_and_in_texts() -> None:
    write("Apples", "sweet")
    write("Fruit", "apples and pears")
    write("Bread", "flour")
    assert set(titles("apples")) == {"Apples", "Fruit"}


def test_all_words_have_to_be_there_in_any_order() -> None:
    write("Apples", "and pears")
    write("Apples", "alone")
    assert titles("PEARS apples") == ["Apples"]
    assert len(titles("apples")) == 2


def test_a_word_in_the_title_counts_more() -> None:
    write("Second", "meeting " + "something else " * 20)
    write("Meeting")
    write("Third", "the meeting")
    assert titles("meeting")[0] == "Meeting"


def test_a_word_is_found_by_its_beginning() -> None:
    write("Release plan", "announcement")
    assert titles("announ") == titles("rel") == ["Release plan"]
    assert titles("nouncement") == []


def test_titles_are_found_within_words_too() -> None:
    write("Release plan")
    assert titles("lease") == ["Release plan"]


def test_a_phrase_is_found_as_it_stands() -> None:
    write("one", "we ship on Tuesday")
    write("two", "on Tuesday we ship")
    assert titles('"ship on Tuesday"') == ["one"]
    assert titles('"ship on Tue"') == []


def test_what_is_excluded_is_not_found() -> None:
    write("one", "apples and pears")
    write("two", "apples")
    assert titles("apples -pears") == ["two"]
    assert titles('apples -"and pears"') == ["two"]
    assert titles("-apples") == []


def test_scripts_without_spaces_are_found_within_texts() -> None:
    write("one", "我们星期二开会")
    assert titles("星期二") == ["one"]


def test_an_email_and_a_version_are_words() -> None:
    write("one", "write to ada@example.org about 2.5.1 and e-mail")
    assert titles("ada@example.org") == titles("2.5.1") == titles("e-mail") == ["one"]


def test_a_changed_title_or_text_is_found_and_the_old_one_is_not() -> None:
    plan = write("Plan", "apples")
    documents.rename(plan.pk, "Idea")
    Document.objects.filter(pk=plan.pk).update(text="pears")
    assert titles("idea") == titles("pears") == ["Idea"]
    assert titles("plan") == titles("apples") == []


def test_what_is_deleted_is_not_found() -> None:
    plan = write("Plan", "apples")
    plan.delete()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {search_index.INDEX}")  # noqa: S608
        assert cursor.fetchone() == (0,)


def test_a_text_that_is_too_long_for_an_index_is_found_by_its_beginning() -> None:
    write("Long", "beginning " + " ".join(f"word{number}" for number in range(200_000)))
    assert titles("beginning word7") == ["Long"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    write("Plan", "a b c")
    assert len(titles(typed)) <= 1


def test_what_means_nothing_finds_nothing() -> None:
    write("Plan", "text")
    assert titles("") == titles('""') == titles("\x00") == []


class Anything(TestCase):
    @given(st.text())
    def test_nothing_at_all_is_an_error(self, typed: str) -> None:
        write("Plan", typed.replace("\x00", "").encode(errors="replace").decode())
        titles(typed)


def test_only_documents_of_the_given_rows_are_found() -> None:
    ada = User.objects.create_user("ada")
    documents.create("Plan", ada)
    documents.create("Plan", None)
    rows = search.found(Document.objects.filter(owner=ada), Wanted.of("plan"))
    assert [row.owner for row in rows] == [ada]
    assert rows.count() == 1


def test_a_trigger_that_a_migration_lost_comes_back_with_what_was_missed() -> None:
    if connection.vendor != "sqlite":
        search_index.mend(connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER collab_documents_search_update")
    write("Plan", "apples")
    assert titles("apples") == []
    search_index.mend(connection)
    assert titles("apples") == ["Plan"]
    write("Other", "pears")
    assert titles("pears") == ["Other"]
