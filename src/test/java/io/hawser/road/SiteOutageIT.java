package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import jakarta.mail.internet.MimeMessage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The router of a place dies: from the sockets of all that is behind it to what people are told. */
class SiteOutageIT {
    private static final int DEVICES = 500;
    private static final int AT_ONCE = 8;
    private static final String BEACON = """
            title: Beacon
            open: true
            checks:
              - {code: DEVICE.OFFLINE, severity: major, when: {absent: true}, for: 2s, clear: {for: 1s}, title: Gone}
            """;

    @Test
    void isOneAlertForFiveHundredDevicesAndOneWordOfItsEnd() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        ExecutorService many = Executors.newFixedThreadPool(AT_ONCE);
        try (TestHub hub = TestHub.start(Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", String.valueOf(server.getSmtp().getPort()),
                "mail.tls", "none",
                "mail.from", "hub@hawser.example"))) {
            Home home = new Home(hub.port(), hub.adminToken());
            Home.Person ana = home.person("Ana");
            proven(ana, server);
            home.admin().raw("PUT", "/models/beacon", BEACON, "Content-Type", "application/yaml");
            String space = ana.rest()
                    .post("/spaces", "{'name':'Mill'}")
                    .json()
                    .path("id")
                    .asText();
            List<Home.Thing> things = all(many, DEVICES, i -> {
                Home.Thing thing = home.device(ana, "Beacon " + i, "beacon");
                RestClient.Answer put = ana.rest().put("/spaces/" + space + "/devices/" + thing.id(), "");
                assertThat(put.status()).isEqualTo(204);
                return thing;
            });
            List<WireClient> sockets = all(many, DEVICES, i -> things.get(i).online());

            sockets.forEach(WireClient::cut);

            JsonNode outage = home.await(ana, "/faults?code=SITE.OUTAGE&unresolved=true", "/items/0/space/id", space)
                    .at("/items/0");
            await(hub, "SELECT count(*) FROM faults WHERE code = 'DEVICE.OFFLINE' AND site IS NOT NULL", DEVICES);
            assertThat(server.waitForIncomingEmail(15_000, 1)).isTrue();
            assertThat(server.getReceivedMessages()[0].getSubject()).startsWith("Mill: ");

            List<WireClient> back = all(many, DEVICES, i -> things.get(i).hello("b2"));

            home.await(ana, "/faults/" + outage.path("id").asText(), "/status", "resolved");
            assertThat(server.waitForIncomingEmail(15_000, 2)).isTrue();
            await(hub, "SELECT count(*) FROM faults WHERE resolved IS NULL", 0);
            // Whatever else may be on its way has gone by now, or is held back for good.
            await(hub, "SELECT count(*) FROM deliveries WHERE status = 'waiting'", 0);
            await(hub, "SELECT count(*) FROM fault_steps WHERE NOT alerted", 0);
            assertThat(number(hub, "SELECT count(*) FROM alerts")).isEqualTo(1);
            assertThat(number(hub, "SELECT count(*) FROM deliveries")).isEqualTo(2);
            MimeMessage[] mails = server.getReceivedMessages();
            assertThat(mails).hasSize(2);
            assertThat(mails[1].getSubject()).isEqualTo("Resolved: " + mails[0].getSubject());
            assertThat(mails[1].getHeader("In-Reply-To")).containsExactly(mails[0].getMessageID());
            assertThat(ana.rest().get("/me/inbox").json().path("items")).hasSize(1);
            back.forEach(WireClient::cut);
        } finally {
            many.shutdownNow();
            server.stop();
        }
    }

    private static void proven(Home.Person ana, GreenMail server) throws Exception {
        RestClient.Answer said = ana.rest()
                .put(
                        "/me/notifications",
                        "{'language':'en','zone':'UTC','mail':{'on':true,'address':'ana@hawser.example','least':'minor'}}");
        assertThat(said.status()).as(said.toString()).isEqualTo(200);
        Matcher code = Pattern.compile("\\d{8}").matcher(server.getReceivedMessages()[0].getSubject());
        assertThat(code.find()).isTrue();
        assertThat(ana.rest()
                        .post("/me/notifications/prove", "{'channel':'mail','code':'%s'}".formatted(code.group()))
                        .status())
                .isEqualTo(200);
        server.purgeEmailFromAllMailboxes();
    }

    /** One of a numbered lot. */
    private interface Making<T> {
        T one(int number);
    }

    private static <T> List<T> all(ExecutorService many, int count, Making<T> making) throws Exception {
        List<Callable<T>> each = IntStream.range(0, count)
                .<Callable<T>>mapToObj(i -> () -> making.one(i))
                .toList();
        List<T> all = new ArrayList<>();
        for (Future<T> one : many.invokeAll(each)) {
            all.add(one.get());
        }
        return all;
    }

    private static void await(TestHub hub, String sql, long wanted) throws SQLException {
        long end = System.nanoTime() + WireClient.PATIENCE.toNanos();
        while (number(hub, sql) != wanted) {
            assertThat(System.nanoTime())
                    .as(sql + " is " + number(hub, sql) + ", not " + wanted)
                    .isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static long number(TestHub hub, String sql) throws SQLException {
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
