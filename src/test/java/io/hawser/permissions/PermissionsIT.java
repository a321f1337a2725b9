package io.hawser.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every cell of the tables in {@code docs/permissions.md} against a hub; and that no operation and no message has no row. */
class PermissionsIT {
    private static final int AT_ONCE = 8;

    /** What a message of a device's socket looks like. */
    private static final Map<String, String> DEVICE_MESSAGES = Map.of(
            "deviceHello", "{'type':'hello','device':'$device','secret':'$token','boot':'b1'}",
            "report", "{'type':'report','seq':1,'set':{'power':'on'}}",
            "event", "{'type':'event','seq':1,'name':'button'}",
            "progress", "{'type':'progress','command':'cmd_1','status':'running'}",
            "result", "{'type':'result','command':'cmd_1','ok':true}",
            "deviceBye", "{'type':'bye','reason':'shutdown'}",
            "ping", "{'type':'ping'}");

    private static TestHub hub;
    private static Cast cast;
    private static ExecutorService callers;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
        cast = new Cast(new Home(hub.port(), hub.adminToken()));
        callers = Executors.newFixedThreadPool(AT_ONCE);
    }

    @AfterAll
    static void stop() {
        callers.shutdown();
        hub.close();
    }

    @Test
    void everyRouteAnswersEverybodyAsTheTableSays() throws Exception {
        PermissionTable table = table(0);
        List<Callable<String>> cells = new ArrayList<>();
        for (String route : table.rows()) {
            for (Who who : Who.values()) {
                String expected = table.cell(route, who);
                cells.add(() -> {
                    String outcome = new RestCell(cast, route, who).outcome(expected);
                    return outcome.equals(expected) ? "" : route + ": " + who.word() + " gets " + outcome;
                });
            }
        }

        assertThat(cells).hasSizeGreaterThan(300);
        assertThat(wrong(cells)).isEmpty();
    }

    @Test
    void everyMessageOfATerminalIsAnsweredAndSentAsTheTablesSay() throws Exception {
        List<Callable<String>> parts = new ArrayList<>();
        for (Who who : Who.values()) {
            parts.add(() -> {
                TerminalCells cells = new TerminalCells(cast, hub.port(), who);
                List<String> wrong = new ArrayList<>();
                Map<String, String> answers = cells.answers();
                for (String row : table(1).rows()) {
                    if (!table(1).cell(row, who).equals(answers.get(row))) {
                        wrong.add(row + ": " + who.word() + " gets " + answers.get(row));
                    }
                }
                Predicate<String> heard = cells.heard();
                for (String row : table(2).rows()) {
                    if (heard.test(row) != table(2).cell(row, who).equals("yes")) {
                        wrong.add(row + ": " + who.word() + (heard.test(row) ? " is sent it" : " is not sent it"));
                    }
                }
                return String.join("; ", wrong);
            });
        }

        assertThat(wrong(parts)).isEmpty();
    }

    @Test
    void noPersonsRoleHelpsOnADevicesSocket() throws Exception {
        Home.Thing device = cast.common(false).device();
        PermissionTable table = table(3);
        List<Callable<String>> cells = new ArrayList<>();
        for (String row : table.rows()) {
            for (Who who : Who.values()) {
                for (String id : List.of(device.id(), "missing")) {
                    Home.Person caller = cast.find(who);
                    String message = DEVICE_MESSAGES
                            .getOrDefault(row, row)
                            .replace("$device", id)
                            .replace(
                                    "$token",
                                    caller == null ? "nothing" : caller.token().substring(0, 200));
                    cells.add(() -> {
                        WireClient socket = WireClient.connect(hub.port(), "/ws/device");
                        String closed = String.valueOf(socket.send(message).closeCode());
                        return closed.equals(table.cell(row, who)) ? "" : row + ": " + who.word() + " gets " + closed;
                    });
                }
            }
        }

        assertThat(wrong(cells)).isEmpty();
    }

    @Test
    void everyOperationAndEveryMessageHasItsRow() throws IOException {
        assertThat(PermissionTable.all()).hasSize(4);
        Set<String> operations = new TreeSet<>();
        new RestClient(hub.port(), null)
                .get("/openapi.json")
                .json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(member -> {
                    if (member.getValue().has("operationId")) {
                        operations.add(member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        Set<String> routes = new TreeSet<>();
        table(0).rows().forEach(route -> routes.add(RestCell.operation(route)));
        assertThat(routes).isEqualTo(operations);

        JsonNode sockets =
                new YAMLMapper().readTree(Path.of("docs", "asyncapi.yaml").toFile());
        assertThat(messages(1)).isEqualTo(named(sockets, "fromTerminal"));
        assertThat(messages(2)).isEqualTo(named(sockets, "toTerminal"));
        assertThat(messages(3)).isEqualTo(named(sockets, "fromDevice"));
    }

    private static Set<String> messages(int table) {
        return table(table).rows().stream()
                .map(row -> row.split(" ", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> named(JsonNode sockets, String operation) {
        return sockets.path("operations").path(operation).path("messages").findValuesAsText("$ref").stream()
                .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static PermissionTable table(int index) {
        return PermissionTable.all().get(index);
    }

    private static List<String> wrong(List<Callable<String>> cells) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Future<String> cell : callers.invokeAll(cells)) {
            if (!cell.get().isEmpty()) {
                wrong.add(cell.get());
            }
        }
        return wrong;
    }
}
