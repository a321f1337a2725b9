-- What tells of somebody by name goes with them: "source" of what is told of sharing ends in their id.
CREATE INDEX notices_of_sharing ON notices (source) WHERE source LIKE 'share:%';

CREATE FUNCTION forget_notices_of_sharing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM notices WHERE source = 'share:' || OLD.id AND source LIKE 'share:%';
    RETURN OLD;
END
$$;

CREATE TRIGGER users_forget_notices AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION forget_notices_of_sharing();
