package io.hawser.storage.postgres;

import io.hawser.domain.Actor;
import io.hawser.domain.Notice;
import io.hawser.domain.Severity;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketEntry;
import io.hawser.domain.UserId;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people are told of tickets, written with the step that it tells of: whoever is given one; and when somebody says something of one, closes it
 * or reopens it, whoever has it, opened it or has had a part in it. Nobody is told what they did themselves. What is for practice is told to whoever
 * began that, if to anybody.
 */
final class TicketNotices {
    private static final int WORDS = 300;

    /** Who has had a part in a ticket, and who began the drill that it comes of. */
    private static final String PEOPLE =
            "SELECT (SELECT json_agg(DISTINCT e.actor->>'user') FILTER (WHERE e.actor->>'user' IS NOT NULL)::text"
                    + " FROM ticket_entries e WHERE e.ticket = $1) AS people, f.drill, f.data->>'startedBy' AS starter"
                    + " FROM faults f WHERE f.id = $2";

    private TicketNotices() {}

    /** Writes what is to be told of a step that was stored within the same transaction. */
    static Future<Void> tell(Database.Statements statements, Ticket.Step step) {
        Words words = words(step);
        if (words == null) {
            return Future.succeededFuture();
        }
        Ticket ticket = step.ticket();
        return statements
                .run(PEOPLE, ticket.id().value(), ticket.fault().value())
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    Set<UserId> people = people(step, row);
                    return people.isEmpty()
                            ? Future.succeededFuture()
                            : PgNotices.save(statements, notice(step, words, people, row.getBoolean("drill")));
                });
    }

    private static Set<UserId> people(Ticket.Step step, Row row) {
        Set<UserId> people = new LinkedHashSet<>();
        UserId given = step.entry().about();
        if (step.entry().kind() == TicketEntry.Kind.ASSIGNED) {
            add(people, given);
        } else {
            add(people, step.ticket().state().assignee());
            String took = row.getString("people");
            if (took != null) {
                JsonText.own(took).forEach(one -> people.add(new UserId(one.asText())));
            }
        }
        if (step.entry().by() instanceof Actor.ByUser by) {
            people.remove(by.user());
        }
        if (row.getBoolean("drill")) {
            String starter = row.getString("starter");
            people.removeIf(one -> !one.value().equals(starter));
        }
        return people;
    }

    private static void add(Set<UserId> people, @Nullable UserId one) {
        if (one != null) {
            people.add(one);
        }
    }

    private static Notice notice(Ticket.Step step, Words words, Set<UserId> people, boolean drill) {
        Ticket ticket = step.ticket();
        TicketEntry entry = step.entry();
        return new Notice(
                ticket.id().value() + ":" + entry.number(),
                entry.at(),
                Notice.TICKET + ticket.id().value(),
                ticket.device(),
                null,
                words.urgent() ? ticket.severity() : Severity.INFO,
                Map.of(
                        "en",
                        words.en().formatted(ticket.number()),
                        "zh",
                        words.zh().formatted(ticket.number())),
                said(ticket, entry),
                Notice.Audience.PEOPLE,
                people,
                null,
                drill);
    }

    private static Map<String, String> said(Ticket ticket, TicketEntry entry) {
        String text = entry.text().isEmpty() ? ticket.title() : ticket.title() + ": " + entry.text();
        int end = text.codePointCount(0, text.length()) > WORDS ? text.offsetByCodePoints(0, WORDS) : text.length();
        String said = end < text.length() ? text.substring(0, end) + "…" : text;
        return Map.of("en", said, "zh", said);
    }

    /**
     * How it is told, with the ticket's number as {@code %d}.
     *
     * @param urgent whether it is told as the ticket is urgent, rather than in the panel alone
     */
    private record Words(String en, String zh, boolean urgent) {}

    /** Null: this is nothing to tell of. */
    private static @Nullable Words words(Ticket.Step step) {
        return switch (step.entry().kind()) {
            case ASSIGNED -> new Words("Ticket #%d is yours", "工单 #%d 已分配给您", true);
            case REOPENED -> new Words("Ticket #%d is open again", "工单 #%d 已重新打开", true);
            case CLOSED -> new Words("Ticket #%d is closed", "工单 #%d 已关闭", false);
            case COMMENT -> new Words("Something was said of ticket #%d", "工单 #%d 有新意见", false);
            default -> null;
        };
    }
}
