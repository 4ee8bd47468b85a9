-- A debit may take a part of a receipt back, and several debits one after the other. amount_minor: how much of the
-- receipt this one took; what the debit is beyond it is the bank's charge. instead: the match that was posted for what
-- the receipt still pays. position: counts the returns of one receipt.
ALTER TABLE receipt_returns ADD COLUMN amount_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE receipt_returns ADD COLUMN instead BIGINT;
ALTER TABLE receipt_returns ADD COLUMN position BIGINT NOT NULL DEFAULT 1;
UPDATE receipt_returns SET amount_minor = (
    SELECT 0 - l.signed_minor FROM statement_lines l
    WHERE l.merchant_id = receipt_returns.merchant_id AND l.identity = receipt_returns.return_identity
);
DROP INDEX receipt_returns_by_receipt;
CREATE INDEX receipt_returns_by_receipt ON receipt_returns (merchant_id, receipt_identity);

-- Debits of which a person has said that they did not take this receipt: no run looks for their receipt any more.
CREATE TABLE refused_returns (
    merchant_id TEXT NOT NULL,
    return_identity TEXT NOT NULL,
    receipt_identity TEXT NOT NULL,
    principal_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, return_identity, receipt_identity)
);
