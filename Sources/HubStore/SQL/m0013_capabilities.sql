-- may: the words of what a principal may do, with blanks between them; NULL for everything.
ALTER TABLE principals ADD COLUMN may TEXT;
