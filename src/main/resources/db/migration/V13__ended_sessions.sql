-- An entry of presence that ends a session has all of it in body.ended: found by the session's id. Only such entries are in here.
CREATE INDEX device_log_ended ON device_log ((body -> 'ended' ->> 'session')) WHERE kind = 'presence';
