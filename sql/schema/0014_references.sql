-- Whoever deletes a row has the database look for rows that refer to it. Each such column is found by an
-- index, so that deleting one blob does not read every document that is kept.
CREATE INDEX document_original_blob ON document (original_blob);
CREATE INDEX revision_blob ON revision (blob_id);
CREATE INDEX seal_tail_blob ON seal (tail_blob);
CREATE INDEX seal_envelope ON seal (envelope_id);
CREATE INDEX field_image_blob ON field_image (blob_id);
CREATE INDEX seal_image_blob ON seal_image (blob_id);
CREATE INDEX bundle_blob ON bundle (blob_id);
CREATE INDEX sms_envelope ON sms (envelope_id);
CREATE INDEX attachment_blob ON attachment (blob_id);
