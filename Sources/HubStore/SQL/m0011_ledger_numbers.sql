-- Entries and accounts have numbers, so that a posting repeats neither a long key nor a name: the ledger of a large
-- book is a quarter of the size, and nothing is inserted in the middle of it.

CREATE TABLE ledger_accounts (
    merchant_id TEXT NOT NULL,
    account_number BIGINT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (merchant_id, account_number)
);
INSERT INTO ledger_accounts (merchant_id, account_number, account, currency)
SELECT merchant_id, ROW_NUMBER() OVER (PARTITION BY merchant_id ORDER BY account, currency), account, currency
FROM (SELECT DISTINCT merchant_id, account, currency FROM ledger_lines) AS used;
CREATE UNIQUE INDEX ledger_accounts_by_name ON ledger_accounts (merchant_id, account, currency);

CREATE TABLE numbered_entries (
    merchant_id TEXT NOT NULL,
    entry_number BIGINT NOT NULL,
    entry_key TEXT NOT NULL,
    revision BIGINT NOT NULL,
    currency TEXT NOT NULL,
    posted_at BIGINT NOT NULL,
    value_date BIGINT NOT NULL,
    accounting_date BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, entry_number)
);
INSERT INTO numbered_entries (merchant_id, entry_number, entry_key, revision, currency, posted_at, value_date,
    accounting_date)
SELECT merchant_id, ROW_NUMBER() OVER (PARTITION BY merchant_id ORDER BY posted_at, entry_key, revision), entry_key,
    revision, currency, posted_at, value_date, accounting_date
FROM ledger_entries;
CREATE UNIQUE INDEX ledger_entries_by_key ON numbered_entries (merchant_id, entry_key, revision);

CREATE TABLE ledger_postings (
    merchant_id TEXT NOT NULL,
    entry_number BIGINT NOT NULL,
    account_number BIGINT NOT NULL,
    minor_units BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, entry_number, account_number),
    CHECK (minor_units <> 0)
);
INSERT INTO ledger_postings (merchant_id, entry_number, account_number, minor_units)
SELECT l.merchant_id, e.entry_number, a.account_number, l.minor_units
FROM ledger_lines l
JOIN numbered_entries e
    ON e.merchant_id = l.merchant_id AND e.entry_key = l.entry_key AND e.revision = l.revision
JOIN ledger_accounts a
    ON a.merchant_id = l.merchant_id AND a.account = l.account AND a.currency = l.currency
ORDER BY l.merchant_id, e.entry_number, a.account_number;

DROP TABLE ledger_lines;
DROP TABLE ledger_entries;
ALTER TABLE numbered_entries RENAME TO ledger_entries;
CREATE INDEX ledger_entries_by_date ON ledger_entries (merchant_id, accounting_date);
CREATE INDEX ledger_entries_late ON ledger_entries (merchant_id, value_date) WHERE value_date <> accounting_date;

-- For whoever reads the books with a tool of their own.
CREATE VIEW ledger_lines AS
SELECT p.merchant_id, e.entry_key, e.revision, a.account, a.currency, p.minor_units
FROM ledger_postings p
JOIN ledger_entries e ON e.merchant_id = p.merchant_id AND e.entry_number = p.entry_number
JOIN ledger_accounts a ON a.merchant_id = p.merchant_id AND a.account_number = p.account_number;
