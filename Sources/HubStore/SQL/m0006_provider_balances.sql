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
