-- Whose money comes from which payer, as people have said. Nothing here ever changes: what counts at present is computed
-- from the events. An alias counts as long as one confirmation of it is left, and dies with the last.

-- payer_key: an account or a name in the form in which two spellings are equal; written: as somebody wrote it.
-- source: match/NUMBER, or person/NAME for what was said without a receipt; empty for what was forgotten.
-- used_on: the booking date of the receipt, or the day on which it was said.
CREATE TABLE payer_alias_events (
    merchant_id TEXT NOT NULL,
    event_number BIGINT NOT NULL,
    payer_kind TEXT NOT NULL,
    payer_key TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    step TEXT NOT NULL,
    source TEXT NOT NULL,
    written TEXT NOT NULL,
    used_on BIGINT NOT NULL,
    at BIGINT NOT NULL,
    principal_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (merchant_id, event_number),
    CHECK (payer_kind IN ('account', 'name')),
    CHECK (step IN ('confirmed', 'used', 'withdrawn', 'forgotten'))
);
CREATE INDEX payer_alias_events_by_payer
    ON payer_alias_events (merchant_id, payer_kind, payer_key, customer_id, step, source, event_number);
CREATE INDEX payer_alias_events_by_source ON payer_alias_events (merchant_id, source);
