-- The taxes of a document by rate, such as 'S19:100.00+19.00 S7:50.00+3.50'; empty where they are not known.
ALTER TABLE invoices ADD COLUMN taxes TEXT NOT NULL DEFAULT '';

-- Of a discount: what of it is net and what is tax, in the same form. It is decided when the match is made and never again,
-- so that the match takes back what it has posted; what was matched before stays in one sum.
ALTER TABLE match_parts ADD COLUMN taxes TEXT NOT NULL DEFAULT '';
ALTER TABLE receipt_applications ADD COLUMN taxes TEXT NOT NULL DEFAULT '';
