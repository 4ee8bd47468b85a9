-- What was taken back, which payers may name all the same: of all documents only a few.
CREATE INDEX invoices_cancelled ON invoices (merchant_id, number) WHERE cancelled_by IS NOT NULL;
