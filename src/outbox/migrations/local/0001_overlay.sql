-- Facts that a source cannot hold.
CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('number', 0);

-- One stay of an incident on a source's list; a short absence is the same stay.
CREATE TABLE occurrence (
    number        INTEGER PRIMARY KEY,                -- INC-…, from the counter, never reused
    source        TEXT    NOT NULL,
    native        TEXT    NOT NULL,
    id            TEXT    NOT NULL,
    title         TEXT    NOT NULL,
    opened_at     INTEGER NOT NULL,
    listed_at     INTEGER NOT NULL,                   -- when it was first listed, or listed again
    cleared_at    INTEGER,
    owner         TEXT,
    acked_at      INTEGER,
    reopen_count  INTEGER NOT NULL DEFAULT 0,
    recurrence_of INTEGER,
    notes         INTEGER NOT NULL DEFAULT 0,
    events        INTEGER NOT NULL DEFAULT 0,
    updated_at    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX occurrence_open   ON occurrence (source, native)         WHERE cleared_at IS NULL;
CREATE INDEX        occurrence_native ON occurrence (source, native, number);
CREATE INDEX        occurrence_closed ON occurrence (source, cleared_at)     WHERE cleared_at IS NOT NULL;

CREATE TABLE event (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    number       INTEGER NOT NULL REFERENCES occurrence (number) ON DELETE CASCADE,
    at           INTEGER NOT NULL,
    recorded_at  INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    actor        TEXT    NOT NULL,
    words        TEXT    NOT NULL,
    dedup        TEXT    UNIQUE,                      -- a command's key, or the name of a thing that happens once
    confirmed_at INTEGER                              -- when the source confirmed the command
) STRICT;

CREATE INDEX event_number ON event (number, at, seq);

-- When a source's list was last seen, to the minute.
CREATE TABLE source (
    name    TEXT PRIMARY KEY,
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What one process does for all.
CREATE TABLE lease (
    name   TEXT PRIMARY KEY,
    holder TEXT    NOT NULL,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
