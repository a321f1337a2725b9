package io.hawser.edge.rest;

import io.hawser.archive.LogQueryService;
import io.hawser.domain.Json;
import io.hawser.domain.UserId;
import io.hawser.identity.PersonalData;
import io.hawser.identity.PersonalData.Section;
import io.hawser.protocol.Words;
import io.hawser.sharing.SessionDirectory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that the hub has of the caller, as one object that is written as it is read: years of it never stand in memory. */
final class PersonalDataRoutes {
    private static final int SESSIONS = 200;

    private final PersonalData data;
    private final SessionDirectory directory;
    private final LogQueryService queries;
    private final Clock clock;

    PersonalDataRoutes(Services hub) {
        data = hub.personalData();
        directory = hub.directory();
        queries = hub.queries();
        clock = hub.clock();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("exportMe", this::export);
    }

    /** What comes from Redis and the archive first: a failure there can still be told by a status. */
    private Future<Answer> export(Call call) {
        UserId person = call.user().id();
        SessionDirectory.Filter own = new SessionDirectory.Filter(null, person, null);
        return directory
                .list(call.caller(), own, SESSIONS, null)
                .map(page -> page.items().stream()
                        .map(session -> Resources.one(session, Resources::session))
                        .toList())
                .compose(sessions -> queries.ofPerson(person)
                        .map(archived -> new Telling(person, sessions, Resources.one(archived, ArchiveRoutes::write))))
                .map(telling -> Answer.streamed("application/json", telling::write)
                        .with("Content-Disposition", "attachment; filename=\"hawser-" + person + ".json\""));
    }

    /** One person's export on its way. */
    private final class Telling {
        private final UserId person;
        private final List<Json> sessions;
        private final Json archived;

        Telling(UserId person, List<Json> sessions, Json archived) {
            this.person = person;
            this.sessions = sessions;
            this.archived = archived;
        }

        /** Each part is read when the one before has left. */
        Future<Void> write(HttpServerResponse out) {
            String head = "{\"exported\":" + clock.millis() + ",\"sessions\":" + array(sessions) + ",\"archived\":"
                    + archived.text();
            return out.write(Buffer.buffer(head))
                    .compose(written -> sections(out, List.of(Section.values()).iterator()))
                    .compose(written -> out.end("}"));
        }

        private Future<Void> sections(HttpServerResponse out, Iterator<Section> left) {
            if (!left.hasNext()) {
                return Future.succeededFuture();
            }
            Section section = left.next();
            return out.write(",\"" + Words.lower(section) + "\":[")
                    .compose(begun -> items(out, section, null))
                    .compose(written -> out.write("]"))
                    .compose(ended -> sections(out, left));
        }

        private Future<Void> items(HttpServerResponse out, Section section, @Nullable String after) {
            return data.read(person, section, after).compose(chunk -> {
                String more = after == null || chunk.items().isEmpty() ? "" : ",";
                String text = chunk.items().stream().map(Json::text).collect(Collectors.joining(","));
                return out.write(Buffer.buffer(more + text))
                        .compose(written ->
                                chunk.next() == null ? Future.succeededFuture() : items(out, section, chunk.next()));
            });
        }
    }

    private static String array(List<Json> items) {
        return items.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
    }
}
