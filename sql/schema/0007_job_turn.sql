-- The next job is found by its place in an index, however many wait.
--
-- asleep: its time had not come when it was last looked at. What is due is woken first, so that among
-- those awake a worker only steps from one organisation to the next. Every row begins asleep: also
-- those of an older program that knows nothing of it.
ALTER TABLE job ADD COLUMN asleep INT64 NOT NULL DEFAULT 1;
UPDATE job SET organisation_id = '' WHERE organisation_id IS NULL;
DROP INDEX job_next;
CREATE INDEX job_turn ON job (state, asleep, lane, organisation_id, run_at, id);
CREATE INDEX job_wake ON job (state, asleep, run_at);
