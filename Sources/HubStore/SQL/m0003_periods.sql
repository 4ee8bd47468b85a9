-- Periods, the beginning of the books, and what cancels or replaces an invoice.

-- value_date is the day from which the fact counts; accounting_date is the same, or the first open day when the period
-- of the value date was closed already. Invoices had their day of issue and statement lines their booking day from the
-- start; of other entries from before this step only the moment of posting is known, so they count from that day in UTC.
ALTER TABLE ledger_entries ADD COLUMN value_date BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_entries ADD COLUMN accounting_date BIGINT NOT NULL DEFAULT 0;
UPDATE ledger_entries SET value_date = posted_at / 86400000;
UPDATE ledger_entries SET value_date = (
    SELECT i.issued FROM invoices i WHERE i.merchant_id = ledger_entries.merchant_id
        AND i.number = substr(ledger_entries.entry_key, 9, length(ledger_entries.entry_key) - 15)
) WHERE entry_key LIKE 'invoice/%/issued' AND EXISTS (
    SELECT 1 FROM invoices i WHERE i.merchant_id = ledger_entries.merchant_id
        AND i.number = substr(ledger_entries.entry_key, 9, length(ledger_entries.entry_key) - 15)
);
UPDATE ledger_entries SET value_date = (
    SELECT l.booked_on FROM statement_lines l WHERE l.merchant_id = ledger_entries.merchant_id
        AND l.identity = substr(ledger_entries.entry_key, 11, length(ledger_entries.entry_key) - 17)
) WHERE entry_key LIKE 'statement/%/booked' AND EXISTS (
    SELECT 1 FROM statement_lines l WHERE l.merchant_id = ledger_entries.merchant_id
        AND l.identity = substr(ledger_entries.entry_key, 11, length(ledger_entries.entry_key) - 17)
);
UPDATE ledger_entries SET value_date = (
    SELECT l.booked_on FROM statement_lines l WHERE l.merchant_id = ledger_entries.merchant_id
        AND l.identity = substr(ledger_entries.entry_key, 11, length(ledger_entries.entry_key) - 16)
) WHERE entry_key LIKE 'statement/%/match' AND EXISTS (
    SELECT 1 FROM statement_lines l WHERE l.merchant_id = ledger_entries.merchant_id
        AND l.identity = substr(ledger_entries.entry_key, 11, length(ledger_entries.entry_key) - 16)
);
UPDATE ledger_entries SET accounting_date = value_date;
CREATE INDEX ledger_entries_by_date ON ledger_entries (merchant_id, accounting_date);
CREATE INDEX ledger_entries_late ON ledger_entries (merchant_id, value_date) WHERE value_date <> accounting_date;

-- Facts: a period is closed by the last one about it. Decision: closed, reopened. The page is what was signed.
CREATE TABLE period_decisions (
    merchant_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    decision TEXT NOT NULL,
    first_day BIGINT NOT NULL,
    approval_id TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    note TEXT NOT NULL,
    page BYTEA NOT NULL,
    PRIMARY KEY (merchant_id, sequence),
    CHECK (decided_by <> proposed_by)
);

-- What each statement of an imported file says of the account's balance.
CREATE TABLE statement_balances (
    merchant_id TEXT NOT NULL,
    file_hash BYTEA NOT NULL,
    position BIGINT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    opening_date BIGINT,
    opening_minor BIGINT,
    closing_date BIGINT,
    closing_minor BIGINT,
    PRIMARY KEY (merchant_id, file_hash, position)
);

-- cut_over: the day on which the books began with this document open.
ALTER TABLE invoices ADD COLUMN cut_over BIGINT;
ALTER TABLE invoices ADD COLUMN cancelled_by TEXT;
ALTER TABLE invoices ADD COLUMN replaced_by TEXT;
-- Of a cancelling credit entry, and of the document that replaces another one: the number of that one.
ALTER TABLE invoices ADD COLUMN corrects TEXT;
ALTER TABLE invoices ADD COLUMN cancel_reason TEXT;

-- Money of customers that paid no invoice yet on the day on which the books began.
CREATE TABLE opening_deposits (
    merchant_id TEXT NOT NULL,
    number TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    minor_units BIGINT NOT NULL,
    received BIGINT NOT NULL,
    cut_over BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, number),
    CHECK (minor_units > 0)
);
