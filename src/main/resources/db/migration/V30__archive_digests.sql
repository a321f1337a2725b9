-- By which a file of the archive is told from any other once it comes from elsewhere; null for those from before this.
ALTER TABLE archive_receipts ADD COLUMN sha256 text;
