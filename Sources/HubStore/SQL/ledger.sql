-- Every revision has a line at least, so the last one is among these too.
-- name: postedUnderKey
SELECT revision, currency, account, minor_units FROM ledger_lines WHERE merchant_id = $1 AND entry_key = $2;

-- The keys of one payment or invoice are one range: they share a prefix that ends in a slash, and '0' follows '/'.
-- name: postedInRange
SELECT entry_key, currency, account, SUM(minor_units) FROM ledger_lines
WHERE merchant_id = $1 AND entry_key >= $2 AND entry_key < $3
GROUP BY entry_key, currency, account HAVING SUM(minor_units) <> 0 ORDER BY entry_key, currency, account;

-- name: lastRevision
SELECT COALESCE(MAX(revision), 0) FROM ledger_entries WHERE merchant_id = $1 AND entry_key = $2;

-- name: insertEntry
INSERT INTO ledger_entries (merchant_id, entry_key, revision, currency, posted_at, value_date, accounting_date)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: insertLine
INSERT INTO ledger_lines (merchant_id, entry_key, revision, account, currency, minor_units)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: balances
SELECT account, currency, SUM(minor_units) FROM ledger_lines WHERE merchant_id = $1
GROUP BY account, currency ORDER BY account, currency;

-- name: postedByKey
SELECT entry_key, currency, account, SUM(minor_units) FROM ledger_lines WHERE merchant_id = $1
GROUP BY entry_key, currency, account HAVING SUM(minor_units) <> 0 ORDER BY entry_key, currency, account;

-- name: unbalancedEntries
SELECT entry_key, revision, SUM(minor_units) FROM ledger_lines WHERE merchant_id = $1
GROUP BY entry_key, revision, currency HAVING SUM(minor_units) <> 0;

-- name: countEntries
SELECT COUNT(*) FROM ledger_entries WHERE merchant_id = $1;
