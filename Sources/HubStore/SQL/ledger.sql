-- Every revision has a line at least, so the last one is among these too.
-- name: postedUnderKey
SELECT e.revision, a.currency, a.account, p.minor_units FROM ledger_entries e
CROSS JOIN ledger_postings p CROSS JOIN ledger_accounts a
WHERE e.merchant_id = $1 AND e.entry_key = $2
    AND p.merchant_id = e.merchant_id AND p.entry_number = e.entry_number
    AND a.merchant_id = p.merchant_id AND a.account_number = p.account_number;

-- The keys of one payment or invoice are one range: they share a prefix that ends in a slash, and '0' follows '/'.
-- name: postedInRange
SELECT e.entry_key, a.currency, a.account, SUM(p.minor_units) FROM ledger_entries e
CROSS JOIN ledger_postings p CROSS JOIN ledger_accounts a
WHERE e.merchant_id = $1 AND e.entry_key >= $2 AND e.entry_key < $3
    AND p.merchant_id = e.merchant_id AND p.entry_number = e.entry_number
    AND a.merchant_id = p.merchant_id AND a.account_number = p.account_number
GROUP BY e.entry_key, a.currency, a.account HAVING SUM(p.minor_units) <> 0
ORDER BY e.entry_key, a.currency, a.account;

-- name: lastRevision
SELECT COALESCE(MAX(revision), 0) FROM ledger_entries WHERE merchant_id = $1 AND entry_key = $2;

-- Of entries that count from a day of a period which was closed when they were posted.
-- name: lastLateDay
SELECT MAX(accounting_date) FROM ledger_entries
WHERE merchant_id = $1 AND entry_key = $2 AND value_date <> accounting_date;

-- name: lastEntryNumber
SELECT COALESCE(MAX(entry_number), 0) FROM ledger_entries WHERE merchant_id = $1;

-- name: insertEntry
INSERT INTO ledger_entries (merchant_id, entry_number, entry_key, revision, currency, posted_at, value_date,
    accounting_date)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: ledgerAccountNumber
SELECT account_number FROM ledger_accounts WHERE merchant_id = $1 AND account = $2 AND currency = $3;

-- name: insertLedgerAccount
INSERT INTO ledger_accounts (merchant_id, account_number, account, currency)
SELECT $1, COALESCE(MAX(account_number), 0) + 1, $2, $3 FROM ledger_accounts WHERE merchant_id = $1
RETURNING account_number;

-- name: insertPosting
INSERT INTO ledger_postings (merchant_id, entry_number, account_number, minor_units) VALUES ($1, $2, $3, $4);

-- name: balances
SELECT a.account, a.currency, b.total
FROM (
    SELECT account_number, SUM(minor_units) AS total FROM ledger_postings WHERE merchant_id = $1 GROUP BY account_number
) AS b
JOIN ledger_accounts a ON a.merchant_id = $1 AND a.account_number = b.account_number
ORDER BY a.account, a.currency;

-- name: postedByKey
SELECT e.entry_key, a.currency, a.account, SUM(p.minor_units) FROM ledger_postings p
JOIN ledger_entries e ON e.merchant_id = p.merchant_id AND e.entry_number = p.entry_number
JOIN ledger_accounts a ON a.merchant_id = p.merchant_id AND a.account_number = p.account_number
WHERE p.merchant_id = $1
GROUP BY e.entry_key, a.currency, a.account HAVING SUM(p.minor_units) <> 0
ORDER BY e.entry_key, a.currency, a.account;

-- What payments have brought to an account in some days: the last revision of each, if it is not undone.
-- name: paymentsDebited
SELECT e.entry_key, MAX(e.value_date) FROM ledger_accounts a
JOIN ledger_postings p ON p.merchant_id = a.merchant_id AND p.account_number = a.account_number
JOIN ledger_entries e ON e.merchant_id = p.merchant_id AND e.entry_number = p.entry_number
WHERE a.merchant_id = $1 AND a.account = $2 AND e.value_date BETWEEN $3 AND $4
    AND e.entry_key >= 'payment/' AND e.entry_key < 'payment0'
GROUP BY e.entry_key HAVING SUM(p.minor_units) > 0
ORDER BY e.entry_key;

-- A posting without its entry or its account belongs nowhere, so it is told too.
-- name: unbalancedEntries
SELECT COALESCE(e.entry_key, 'entry number ' || p.entry_number), COALESCE(e.revision, 0), SUM(p.minor_units)
FROM ledger_postings p
LEFT JOIN ledger_entries e ON e.merchant_id = p.merchant_id AND e.entry_number = p.entry_number
LEFT JOIN ledger_accounts a ON a.merchant_id = p.merchant_id AND a.account_number = p.account_number
WHERE p.merchant_id = $1
GROUP BY p.entry_number, e.entry_key, e.revision, a.currency
HAVING SUM(p.minor_units) <> 0 OR e.entry_key IS NULL OR a.currency IS NULL;

-- name: countEntries
SELECT COUNT(*) FROM ledger_entries WHERE merchant_id = $1;
