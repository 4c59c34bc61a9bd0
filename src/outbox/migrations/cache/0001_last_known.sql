-- The last known state: may be deleted at any time.
CREATE TABLE incident (
    row    INTEGER PRIMARY KEY,
    id     TEXT    NOT NULL UNIQUE,
    source TEXT    NOT NULL,
    sort   INTEGER NOT NULL,                          -- domain::order's packed key when it was written
    hash   INTEGER NOT NULL,                          -- of `json`: an unchanged row is not written again
    json   TEXT    NOT NULL
) STRICT;

CREATE INDEX incident_sort   ON incident (sort, row);
CREATE INDEX incident_source ON incident (source);

-- Counts are stored: counting a million rows takes seconds.
CREATE TABLE source (
    name   TEXT PRIMARY KEY,
    as_of  INTEGER NOT NULL,
    total  INTEGER NOT NULL,
    counts TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
