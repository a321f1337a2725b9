-- When those concerned are to be told that a grant is about to end; none: they were told, or it lasts.
ALTER TABLE shares ADD COLUMN notice timestamptz;

-- Since when the grants run that are there already nobody knows any more.
UPDATE shares SET notice = expires - interval '24 hours' WHERE expires IS NOT NULL;

CREATE INDEX shares_by_notice ON shares (notice) WHERE notice IS NOT NULL;
