-- What only one person was told, maybe in their own words, is nobody's once they are gone; of what others were told as well they are no party any more.
CREATE FUNCTION notices_of_people_gone() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM notices WHERE people = ARRAY[OLD.id];
    UPDATE notices SET people = array_remove(people, OLD.id) WHERE OLD.id = ANY (people);
    RETURN NULL;
END
$$;

CREATE TRIGGER notices_of_people_gone AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION notices_of_people_gone();

DELETE FROM notices n WHERE audience = 'people' AND NOT EXISTS (SELECT FROM users u WHERE u.id = ANY (n.people));
