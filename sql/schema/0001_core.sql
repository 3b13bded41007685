-- What every later migration stands on.
--
-- Allowed in migrations: types TEXT, INT64, BYTES (the same order and meaning on
-- both databases), NOT NULL, DEFAULT, CHECK, UNIQUE, PRIMARY KEY, REFERENCES,
-- CREATE [UNIQUE] INDEX, and STRICT behind each table. No sequences, no triggers.

CREATE TABLE schema_migration (
	number INT64 NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	checksum TEXT NOT NULL,
	applied_at INT64 NOT NULL
) STRICT;

-- Few settings of the installation itself. "compatible_from" is the oldest
-- schema number that a running program must know to work on this database.
CREATE TABLE meta (
	key TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;
