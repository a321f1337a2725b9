-- What a try asks of the device: {"set":{},"unset":[],"revision":7}, where it is about what is wanted of it.
ALTER TABLE repair_tries ADD COLUMN asked json;
