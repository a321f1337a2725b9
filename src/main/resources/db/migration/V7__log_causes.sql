-- What an entry came of, where that is not the entry itself: the id of a command or a session, or the place of the entry it began
-- with, <device>:<epoch>:<revision>. Without a default it costs no rewriting of what is there.
ALTER TABLE device_log ADD COLUMN cause text COLLATE "C";

-- Both leave out what devices report by themselves, which is nearly everything, so that writing it stays as cheap as it was.
CREATE INDEX device_log_by_cause ON device_log (cause) WHERE cause IS NOT NULL;
-- What is rare in a log is found without reading all that lies between: every kind but state, and what others than the device did.
CREATE INDEX device_log_acts ON device_log (device, epoch, revision) WHERE kind <> 'state' OR actor->>'device' IS NULL;
