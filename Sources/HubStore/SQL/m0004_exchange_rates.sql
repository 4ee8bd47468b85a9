-- Published exchange rates: what was stored first for a day stays, because documents were booked with it.
CREATE TABLE exchange_rates (
    merchant_id TEXT NOT NULL,
    source TEXT NOT NULL,
    currency TEXT NOT NULL,
    rate_date BIGINT NOT NULL,
    digits BIGINT NOT NULL,
    scale BIGINT NOT NULL,
    file TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, source, currency, rate_date),
    CHECK (digits > 0 AND scale >= 0)
);
CREATE INDEX exchange_rates_by_date ON exchange_rates (merchant_id, source, rate_date);

-- What a later file said of the same day instead.
CREATE TABLE exchange_rate_conflicts (
    merchant_id TEXT NOT NULL,
    source TEXT NOT NULL,
    currency TEXT NOT NULL,
    rate_date BIGINT NOT NULL,
    digits BIGINT NOT NULL,
    scale BIGINT NOT NULL,
    file TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, source, currency, rate_date, digits, scale),
    CHECK (digits > 0 AND scale >= 0)
);
