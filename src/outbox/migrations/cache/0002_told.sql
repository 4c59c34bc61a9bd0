-- What a source tells rarely: how its team works.
CREATE TABLE told (
    source TEXT NOT NULL,
    what   TEXT NOT NULL,
    words  TEXT NOT NULL,
    PRIMARY KEY (source, what)
) STRICT, WITHOUT ROWID;
