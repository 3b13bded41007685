-- name: migration_list
SELECT number, name, checksum FROM schema_migration ORDER BY number;

-- name: migration_insert
INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4);

-- name: meta_get
SELECT value FROM meta WHERE key = $1;

-- name: meta_list
SELECT key, value FROM meta ORDER BY key;

-- name: meta_insert
-- Conflicts when the key exists: of two processes one wins.
INSERT INTO meta (key, value) VALUES ($1, $2);

-- name: meta_put
INSERT INTO meta (key, value) VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: meta_replace
-- Changes no row unless the present value is $3.
UPDATE meta SET value = $2 WHERE value = $3 AND key = $1;

-- name: meta_delete
DELETE FROM meta WHERE key = $1;
