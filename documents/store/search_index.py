"""The index of words that searches ask, beside the documents.

Triggers write it in the transaction that changes a title or a text, whoever changes it. It is a
table of its own: every commit updates the document's row, and an index on that row would be
written again each time.

On SQLite (FTS5) a document has a number in the index, because its id is no integer. On
PostgreSQL its words are a `tsvector`, in the configuration `simple`: nothing is known of the
language, so no word is a stop word and none has a stem.
"""

import sqlite3
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

DOCUMENTS = "collab_documents_document"
INDEX = "collab_documents_search"
NUMBERS = "collab_documents_searchnumber"
_TRIGGERS = tuple(f"{INDEX}_{when}" for when in ("insert", "update", "delete"))

_SQLITE_TABLES = f"""
CREATE TABLE {NUMBERS} (id integer PRIMARY KEY, document char(32) NOT NULL UNIQUE);
CREATE VIRTUAL TABLE {INDEX}
USING fts5(title, text, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
"""

_SQLITE_WRITE = f"""
    INSERT OR IGNORE INTO {NUMBERS} (document) VALUES (NEW.id);
    INSERT OR REPLACE INTO {INDEX} (rowid, title, text)
    SELECT id, NEW.title, NEW.text FROM {NUMBERS} WHERE document = NEW.id;
"""

_SQLITE_TRIGGERS = f"""
CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {DOCUMENTS} BEGIN {_SQLITE_WRITE} END;
CREATE TRIGGER {INDEX}_update AFTER UPDATE OF title, text ON {DOCUMENTS}
WHEN NEW.title IS NOT OLD.title OR NEW.text IS NOT OLD.text BEGIN {_SQLITE_WRITE} END;
CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {DOCUMENTS} BEGIN
    DELETE FROM {INDEX} WHERE rowid = (SELECT id FROM {NUMBERS} WHERE document = OLD.id);
    DELETE FROM {NUMBERS} WHERE document = OLD.id;
END;
"""

_SQLITE_REBUILD = f"""
DELETE FROM {INDEX};
DELETE FROM {NUMBERS};
INSERT INTO {NUMBERS} (document) SELECT id FROM {DOCUMENTS};
INSERT INTO {INDEX} (rowid, title, text)
SELECT n.id, d.title, d.text FROM {NUMBERS} n JOIN {DOCUMENTS} d ON d.id = n.document;
"""

# A tsvector holds at most a megabyte: of a text that has more, the beginning is indexed.
_POSTGRESQL = f"""
CREATE FUNCTION {INDEX}_words(title text, body text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN
    LOOP
        BEGIN
            RETURN setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', body);
        EXCEPTION WHEN program_limit_exceeded THEN
            body := left(body, length(body) / 2);
        END;
    END LOOP;
END $$;
CREATE TABLE {INDEX} (document uuid PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX {INDEX}_by_word ON {INDEX} USING gin (words);
CREATE FUNCTION {INDEX}_write() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    INSERT INTO {INDEX} VALUES (NEW.id, {INDEX}_words(NEW.title, NEW.text))
    ON CONFLICT (document) DO UPDATE SET words = EXCLUDED.words;
    RETURN NULL;
END $$;
CREATE FUNCTION {INDEX}_erase() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN DELETE FROM {INDEX} WHERE document = OLD.id; RETURN NULL; END $$;
CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {DOCUMENTS}
FOR EACH ROW EXECUTE FUNCTION {INDEX}_write();
CREATE TRIGGER {INDEX}_update AFTER UPDATE OF title, text ON {DOCUMENTS} FOR EACH ROW
WHEN (NEW.title IS DISTINCT FROM OLD.title OR NEW.text IS DISTINCT FROM OLD.text)
EXECUTE FUNCTION {INDEX}_write();
CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {DOCUMENTS}
FOR EACH ROW EXECUTE FUNCTION {INDEX}_erase();
INSERT INTO {INDEX} SELECT id, {INDEX}_words(title, text) FROM {DOCUMENTS};
"""


def create(connection: BaseDatabaseWrapper) -> None:
    """Make the index of all documents that there are."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
        else:
            _run(cursor, _SQLITE_TABLES + _SQLITE_TRIGGERS + _SQLITE_REBUILD)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Undo `create`."""
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for trigger in _TRIGGERS:
            where = f" ON {DOCUMENTS}" if on_postgresql else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}{where}")
        cursor.execute(f"DROP TABLE {INDEX}")
        if not on_postgresql:
            cursor.execute(f"DROP TABLE {NUMBERS}")
            return
        for function in ("write()", "erase()", "words(text, text)"):
            cursor.execute(f"DROP FUNCTION {INDEX}_{function}")


def mend(connection: BaseDatabaseWrapper) -> None:
    """Put back triggers that a migration lost: on SQLite, Django alters a table by copying it."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s),"
            " count(*) FILTER (WHERE type = 'table' AND name = %s) FROM sqlite_master",
            [DOCUMENTS, f"{INDEX}_%", INDEX],
        )
        triggers, tables = cursor.fetchone()
        if not tables or triggers == len(_TRIGGERS):
            return
        for trigger in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        _run(cursor, _SQLITE_TRIGGERS + _SQLITE_REBUILD)


def after_migrations(using: str, **_: Any) -> None:
    """Hear that migrations have run (`post_migrate`)."""
    mend(connections[using])


def _run(cursor: CursorWrapper, script: str) -> None:
    """Run statements in the caller's transaction, which `executescript` would commit."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            cursor.execute(statement)
            statement = ""
