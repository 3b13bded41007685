-- reserved_at: since when a recipient keeps the number of the next revision for what it is to sign, over the document as it is; the
-- first time, whichever of its tickets that was. Choosing another certificate or beginning anew does not make the reservation longer.
ALTER TABLE signing_ticket ADD COLUMN reserved_at INT64;
