-- packing: 'gzip' (RFC 1952) where the bytes are packed; file_hash is of what came in any case.
ALTER TABLE statement_files ADD COLUMN packing TEXT NOT NULL DEFAULT '';
