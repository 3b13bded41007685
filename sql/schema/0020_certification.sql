-- Whether the sender wants the service to sign a contract whose parties all sign by certificates of their own (pure 当事者型,
-- docs/decisions/0475). With a party that signs by the service it says nothing: the service signs then.
--
-- Whatever was sent before bears the service's signature at sending, and gets the closing one.
ALTER TABLE envelope ADD COLUMN certify INT64 NOT NULL DEFAULT 0;
UPDATE envelope SET certify = 1 WHERE sent_at IS NOT NULL;
