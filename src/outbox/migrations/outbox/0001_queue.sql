-- Actions in the order in which they were asked. `seq` is never reused, so it is the order for life.
CREATE TABLE entry (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    key         TEXT    NOT NULL UNIQUE,              -- the action's key, 32 hex digits
    source      TEXT    NOT NULL,
    native      TEXT    NOT NULL,                     -- with `source`: one lane, kept in order
    command     TEXT    NOT NULL,                     -- the whole command as JSON
    state       TEXT    NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'confirmed', 'failed')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER NOT NULL,                     -- not before, seconds since 1970
    lease_owner TEXT,
    lease_until INTEGER,
    words       TEXT,                                 -- of the last answer
    since       INTEGER NOT NULL,
    settled_at  INTEGER
) STRICT;

CREATE INDEX entry_lane      ON entry (source, native, seq) WHERE state IN ('pending', 'sent');
CREATE INDEX entry_unsettled ON entry (seq)                 WHERE state IN ('pending', 'sent');
CREATE INDEX entry_confirmed ON entry (settled_at)          WHERE state = 'confirmed';

-- Texts begun and not sent. `id` is the digits of D-4821.
CREATE TABLE draft (
    id       INTEGER PRIMARY KEY,
    slot     TEXT    NOT NULL UNIQUE,
    text     TEXT    NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
