-- Which payment at a provider a part of a payout is: a later payout may take it back. Empty for all other parts, and for what
-- was posted before this was kept.
ALTER TABLE match_parts ADD COLUMN payment TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_applications ADD COLUMN payment TEXT NOT NULL DEFAULT '';
CREATE INDEX receipt_applications_of_payment ON receipt_applications (merchant_id, payment) WHERE payment <> '';
DROP INDEX receipt_applications_waiting;
CREATE INDEX receipt_applications_waiting ON receipt_applications (merchant_id, identity)
WHERE kind IN ('waiting', 'waiting_back');
