-- A return that a person has named can be taken back: who named it, and what the debit and its receipt said before.
-- named_by is empty, and the others say nothing, where the lines alone have told the receipt.
ALTER TABLE receipt_returns ADD COLUMN named_by TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_returns ADD COLUMN debit_state TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_returns ADD COLUMN debit_rule TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_returns ADD COLUMN debit_explanation TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_returns ADD COLUMN receipt_state TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_returns ADD COLUMN receipt_rule TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_returns ADD COLUMN receipt_explanation TEXT NOT NULL DEFAULT '';
CREATE INDEX approvals_rejected ON approvals (merchant_id, subject) WHERE approved = 0;
