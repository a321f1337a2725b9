-- How much is being repaired is counted every few seconds: what is over must not be read for that.
CREATE INDEX repairs_open ON repairs (stage) WHERE stage <> 'over';
