-- Seals that wait for a party's signature are few; the sweep finds those whose party never came without reading the others.
CREATE INDEX seal_reserved ON seal (reserved_until) WHERE reserved_until IS NOT NULL;
