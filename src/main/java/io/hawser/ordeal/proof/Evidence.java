package io.hawser.ordeal.proof;

import java.util.List;

/**
 * All that is known after a trial.
 *
 * @param notes of all clients, each client's in its order
 * @param rest what can be read over REST
 * @param postgres what PostgreSQL holds
 */
public record Evidence(List<Note> notes, List<Kept> rest, List<Kept> postgres) {
    public Evidence {
        notes = List.copyOf(notes);
        rest = List.copyOf(rest);
        postgres = List.copyOf(postgres);
    }

    /** The notes of one kind. */
    <T extends Note> List<T> notes(Class<T> kind) {
        return notes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
