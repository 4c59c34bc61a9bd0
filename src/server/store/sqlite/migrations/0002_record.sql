-- The incident record and its clocks: what queries and rules now ask. The rows that are here already are filled in by
-- `refill.rs`, which is why every column has a default.

ALTER TABLE incident ADD COLUMN team_f        TEXT NOT NULL DEFAULT '';    -- empty: none; so for the next three
ALTER TABLE incident ADD COLUMN category_f    TEXT NOT NULL DEFAULT '';    -- the first level
ALTER TABLE incident ADD COLUMN subcategory_f TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN reporter_f    TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN origin        TEXT;
ALTER TABLE incident ADD COLUMN phase         TEXT;
ALTER TABLE incident ADD COLUMN hold_reason   TEXT;
ALTER TABLE incident ADD COLUMN verdict       TEXT;                        -- null: an incident
ALTER TABLE incident ADD COLUMN major         INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN parent        INTEGER;
ALTER TABLE incident ADD COLUMN resolved_at   INTEGER;
ALTER TABLE incident ADD COLUMN snoozed_until INTEGER;
ALTER TABLE incident ADD COLUMN hold_until    INTEGER;                     -- while it is on hold

-- When the running clocks are due, ascending: of up to four in columns, of more (and of those that begin later than the
-- incident) as JSON: [[due, begin], …].
ALTER TABLE incident ADD COLUMN due_1    INTEGER;
ALTER TABLE incident ADD COLUMN due_2    INTEGER;
ALTER TABLE incident ADD COLUMN due_3    INTEGER;
ALTER TABLE incident ADD COLUMN due_last INTEGER;
ALTER TABLE incident ADD COLUMN dues     TEXT;
ALTER TABLE incident DROP COLUMN response_due;
ALTER TABLE incident DROP COLUMN resolution_due;

-- When something happens to it by itself: a hold ends, an acknowledgement runs out, a clock warns, it closes.
ALTER TABLE incident ADD COLUMN next_at INTEGER;
DROP INDEX incident_by_ack_end;
CREATE INDEX incident_by_next ON incident (next_at) WHERE next_at IS NOT NULL;

CREATE INDEX incident_by_parent ON incident (parent) WHERE parent IS NOT NULL;
CREATE INDEX incident_by_reporter ON incident (reporter_f) WHERE reporter_f <> '';
CREATE INDEX incident_open_by_team ON incident (team_f) WHERE is_open = 1;
