-- Payments inside payouts that wait for a person, which every run lists: of all the parts of receipts only a few.
CREATE INDEX receipt_applications_waiting ON receipt_applications (merchant_id, identity) WHERE kind = 'waiting';
