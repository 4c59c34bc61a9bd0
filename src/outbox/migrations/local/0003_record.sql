-- What people decided about an incident whose source cannot hold it, as JSON; absent for nearly all.
ALTER TABLE occurrence ADD COLUMN record TEXT;

CREATE INDEX occurrence_record ON occurrence (source, number) WHERE record IS NOT NULL;
