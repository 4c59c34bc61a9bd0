-- The whole incident is its `record` (the JSON that the API sends); the columns beside it are what queries, orders and
-- rules look at. Texts ending in `_f` are folded: lower case character by character, as the query language compares.
-- Times are seconds since 1970.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Filled by `columns.rs`, asked by `query.rs`.
CREATE TABLE incident (
    number         INTEGER PRIMARY KEY,        -- never reused: rows are never deleted
    version        INTEGER NOT NULL,
    state          TEXT    NOT NULL,
    is_open        INTEGER NOT NULL,
    priority       INTEGER NOT NULL,
    count          INTEGER NOT NULL,
    opened_at      INTEGER NOT NULL,
    acked_at       INTEGER,
    ack_until      INTEGER,                    -- null where nothing is due any more: closed, on hold
    updated_at     INTEGER NOT NULL,
    response_due   INTEGER,                    -- while its clock runs: when the target is used up
    resolution_due INTEGER,
    breached_after INTEGER,                    -- it counts as breached at every instant after this; null: never
    title_f        TEXT    NOT NULL,
    service_f      TEXT,
    owner_f        TEXT,
    severity_f     TEXT,
    labels_f       TEXT,                       -- ␟name␞value␟name␞value␟ (U+001F, U+001E); null: none
    dedup_key      TEXT,
    record         TEXT    NOT NULL
);
CREATE INDEX incident_by_priority ON incident (is_open, priority, number);
CREATE INDEX incident_by_dedup ON incident (dedup_key, is_open, number) WHERE dedup_key IS NOT NULL;
CREATE INDEX incident_by_ack_end ON incident (ack_until) WHERE ack_until IS NOT NULL;

-- The log. Rows are never changed; `seq` has no holes because the one writer gives the numbers.
CREATE TABLE event (
    seq      INTEGER PRIMARY KEY,
    incident INTEGER,
    version  INTEGER,                          -- the incident's after it
    record   TEXT NOT NULL
);
CREATE INDEX event_by_incident ON event (incident, seq) WHERE incident IS NOT NULL;

-- Answers to requests that named themselves, kept for seven days or more.
CREATE TABLE answer (
    key     TEXT PRIMARY KEY,
    request BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    body    TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX answer_by_age ON answer (at);

-- Bodies of alerts as they came, beside the first entry of the log that they caused.
CREATE TABLE raw (
    seq          INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    content_type TEXT    NOT NULL,
    body         BLOB    NOT NULL
);

CREATE TABLE service (
    id     TEXT PRIMARY KEY,
    record TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE person (
    id     TEXT PRIMARY KEY,
    record TEXT NOT NULL
) WITHOUT ROWID;

-- Deploys and the like.
CREATE TABLE change (
    seq     INTEGER PRIMARY KEY,
    service TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    record  TEXT    NOT NULL
);
CREATE INDEX change_by_service ON change (service, at);
CREATE INDEX change_by_time ON change (at);
