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
    service_f      TEXT    NOT NULL,           -- empty: none; so for the next two
    owner_f        TEXT    NOT NULL,
    severity_f     TEXT    NOT NULL,
    empties        INTEGER NOT NULL,           -- bits: 1 service, 2 owner, 4 severity is there and empty
    labels_f       TEXT    NOT NULL,           -- ␟name␞value␟name␞value␟ (U+001F, U+001E); empty: none
    dedup_key      TEXT,
    record         TEXT    NOT NULL
);
-- Within one value of an index rows stand by number: the key of the table ends every index. `list/drive.rs` names
-- them. Open incidents are few among many closed ones, so theirs are small.
CREATE INDEX incident_by_priority ON incident (priority);
CREATE INDEX incident_by_updated ON incident (updated_at);
CREATE INDEX incident_by_service ON incident (service_f);
CREATE INDEX incident_by_owner ON incident (owner_f);
CREATE INDEX incident_open ON incident (is_open) WHERE is_open = 1;
CREATE INDEX incident_open_by_priority ON incident (priority) WHERE is_open = 1;
CREATE INDEX incident_open_by_updated ON incident (updated_at) WHERE is_open = 1;
CREATE INDEX incident_open_by_service ON incident (service_f) WHERE is_open = 1;
CREATE INDEX incident_open_by_owner ON incident (owner_f) WHERE is_open = 1;
CREATE INDEX incident_by_dedup ON incident (dedup_key, is_open, number) WHERE dedup_key IS NOT NULL;
CREATE INDEX incident_by_ack_end ON incident (ack_until) WHERE ack_until IS NOT NULL;

-- Which three characters stand where in title, service, id and labels: narrows a search for a word down to rows that
-- may have it. Texts are folded already; only row numbers are kept. Written in thousands by `texts.rs`, because each
-- small commit into it costs three times what all the rest does; until then a row stands in the table of those due.
CREATE VIRTUAL TABLE incident_text USING fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
);
CREATE TABLE incident_text_due (number INTEGER PRIMARY KEY);
CREATE TRIGGER incident_text_new AFTER INSERT ON incident BEGIN
    INSERT INTO incident_text_due SELECT new.number
        WHERE NOT EXISTS (SELECT 1 FROM incident_text_due WHERE number = new.number);
END;
CREATE TRIGGER incident_text_changed AFTER UPDATE OF title_f, service_f, labels_f ON incident
WHEN new.title_f <> old.title_f OR new.service_f <> old.service_f OR new.labels_f <> old.labels_f BEGIN
    INSERT INTO incident_text_due SELECT new.number
        WHERE NOT EXISTS (SELECT 1 FROM incident_text_due WHERE number = new.number);
END;

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
