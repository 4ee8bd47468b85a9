-- What a provider holds for the merchant at the end of a day, as it was told. Nothing here ever changes: of one day the
-- last telling counts.

-- account: the adapter account of the clearing account. minor_units: negative when the merchant owes the provider.
-- source: person/NAME, or file/HASH of the provider's report that states the balance.
CREATE TABLE provider_balances (
    merchant_id TEXT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance_date BIGINT NOT NULL,
    telling BIGINT NOT NULL,
    minor_units BIGINT NOT NULL,
    source TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, account, currency, balance_date, telling),
    CHECK (telling > 0)
);
CREATE INDEX provider_balances_by_date ON provider_balances (merchant_id, balance_date);

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
