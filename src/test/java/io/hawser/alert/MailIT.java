package io.hawser.alert;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.hawser.channel.MailOut;
import io.hawser.channel.MailSettings;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Severity;
import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mail as a real SMTP server gets it. */
@SuppressWarnings("NullAway.Init")
class MailIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final int KILLS = 50;

    private static AlertScene scene;
    private static GreenMail server;
    private static MailOut mail;

    @BeforeAll
    static void start() {
        scene = new AlertScene(POSTGRES);
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        mail = new MailOut(
                scene.vertx,
                new MailSettings(
                        "127.0.0.1",
                        server.getSmtp().getPort(),
                        MailSettings.Tls.NONE,
                        null,
                        null,
                        "hub@hawser.example",
                        null));
    }

    @AfterAll
    static void stop() {
        mail.close();
        server.stop();
        scene.close();
    }

    @BeforeEach
    void furnish() throws Exception {
        scene.furnish();
        server.purgeEmailFromAllMailboxes();
    }

    @Test
    void saysWhatFailedSinceWhenWhatItMeansAndWhatToDo() throws Exception {
        FaultId fault = scene.fault(Severity.CRITICAL);
        scene.look();
        done(courier(scene.stores.deliveries()).round());
        MimeMessage got = only();
        assertThat(got.getSubject()).isEqualTo("Hall lamp: Not reachable");
        assertThat(got.getFrom()[0]).hasToString("Hawser <hub@hawser.example>");
        assertThat(got.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(got.getHeader("List-Unsubscribe")).containsExactly("<https://hub.example/notifications>");
        assertThat(got.getHeader("Message-ID")).hasSize(1);
        assertThat(got.getMessageID()).matches("<dlv_[0-9a-f]{32}@hawser\\.example>");
        assertThat(part(got, 0))
                .contains("Hall lamp: Not reachable", "Critical fault", "Since: ", "What it means")
                .contains("Its connection is gone.", "What to do", "Check its power.")
                .contains("https://hub.example/faults/" + fault, "https://hub.example/notifications");
        assertThat(part(got, 1)).contains("<h1", "href=\"https://hub.example/faults/" + fault + "\"");
        String first = got.getMessageID();

        scene.become(fault, FaultStatus.RESOLVED);
        scene.look();
        server.purgeEmailFromAllMailboxes();
        done(courier(scene.stores.deliveries()).round());
        assertThat(only().getSubject()).isEqualTo("Resolved: Hall lamp: Not reachable");
        assertThat(only().getHeader("In-Reply-To")).containsExactly(first);
    }

    @Test
    void speaksTheLanguageOfWhoGetsIt() throws Exception {
        scene.mail("ana", "zh");
        scene.fault(Severity.MAJOR);
        scene.look();
        scene.clock.pass(AlertSettings.USUAL.settle());
        scene.look();
        done(courier(scene.stores.deliveries()).round());
        assertThat(only().getSubject()).isEqualTo("Hall lamp: 设备离线");
        assertThat(part(only(), 0)).contains("严重故障", "连接中断。", "请检查电源。");
    }

    @Test
    void isNotLedAstrayByWhatADeviceIsCalled() throws Exception {
        scene.execute(
                "UPDATE devices SET name = E'Lamp\\r\\nBcc: eve@example.org\\r\\n\\r\\n<script>alert(1)</script>\\u202e\"''&'");
        scene.fault(Severity.CRITICAL);
        scene.look();
        done(courier(scene.stores.deliveries()).round());
        MimeMessage got = only();
        assertThat(got.getAllRecipients()).hasSize(1);
        assertThat(got.getHeader("Bcc")).isNull();
        assertThat(got.getSubject())
                .isEqualTo("Lamp Bcc: eve@example.org <script>alert(1)</script> \"'&: Not reachable");
        assertThat(part(got, 1)).doesNotContain("<script").contains("&lt;script&gt;", "&quot;&#39;&amp;");
        assertThat(part(got, 0)).contains("Lamp Bcc: eve@example.org <script>");
    }

    @Test
    void isSentOnceForEachAlertThroughKillsBetweenTheCommitAndTheSend() throws Exception {
        Map<String, Integer> got = throughKills(false);
        assertThat(got).hasSize(KILLS);
        assertThat(got.values()).containsOnly(1);
    }

    @Test
    void isTheSameMessageIfEverTwiceThroughKillsAfterTheSend() throws Exception {
        Map<String, Integer> got = throughKills(true);
        assertThat(got).hasSize(KILLS);
        assertThat(got.values()).allMatch(times -> times >= 1).anyMatch(times -> times > 1);
    }

    /** How often each message came, by its Message-ID, after {@link #KILLS} alerts with a kill of the sender for each. */
    private Map<String, Integer> throughKills(boolean afterTheSend) throws SQLException, MessagingException {
        Random random = new Random(20260301);
        int alerts = 0;
        int kills = 0;
        while (kills < KILLS || alerts < KILLS) {
            for (int i = random.nextInt(3); i >= 0 && alerts < KILLS; i--) {
                scene.fault(Severity.CRITICAL);
                alerts++;
            }
            scene.look();
            AtomicBoolean dead = new AtomicBoolean();
            if (kills < KILLS) {
                kills++;
                Promise<Void> killed = Promise.promise();
                Courier doomed = doomed(afterTheSend, afterTheSend ? random.nextInt(2) : 0, dead, killed);
                doomed.round();
                // With nothing to send there is nobody to kill.
                done(Future.any(killed.future(), idle(doomed)));
                dead.set(true);
            }
            // What comes after it is another life of the same node.
            done(courier(scene.stores.deliveries()).round());
        }
        done(courier(scene.stores.deliveries()).round());
        assertThat(scene.column("SELECT DISTINCT status FROM deliveries")).containsExactly("sent");
        Map<String, Integer> got = new TreeMap<>();
        for (MimeMessage message : server.getReceivedMessages()) {
            got.merge(message.getMessageID(), 1, Integer::sum);
        }
        return got;
    }

    private static Future<Void> idle(Courier doomed) {
        return scene.vertx.timer(20).compose(later -> doomed.round()).mapEmpty();
    }

    /** A courier that is killed with the message after so many: it does nothing more of any kind. */
    private static Courier doomed(boolean afterTheSend, int after, AtomicBoolean dead, Promise<Void> killed) {
        int[] left = {after};
        DeliveryStore store = (DeliveryStore) Proxy.newProxyInstance(
                DeliveryStore.class.getClassLoader(), new Class<?>[] {DeliveryStore.class}, (self, method, given) -> {
                    if (dead.get()) {
                        return Promise.promise().future();
                    }
                    if (method.getName().equals("sent") && afterTheSend && left[0]-- <= 0) {
                        dead.set(true);
                        killed.tryComplete();
                        return Promise.promise().future();
                    }
                    try {
                        return method.invoke(scene.stores.deliveries(), given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return scene.courier(ChannelKind.MAIL, store, due -> {
            if (dead.get() || (!afterTheSend && left[0]-- <= 0)) {
                dead.set(true);
                killed.tryComplete();
                return Promise.<Void>promise().future();
            }
            return send(due);
        });
    }

    private static Courier courier(DeliveryStore store) {
        return scene.courier(ChannelKind.MAIL, store, MailIT::send);
    }

    private static Future<Void> send(Due due) {
        Due.Person person = java.util.Objects.requireNonNull(due.to());
        return mail.send(scene.composer.mail(
                due, person, String.valueOf(person.preferences().mail().to())));
    }

    private static MimeMessage only() {
        MimeMessage[] all = server.getReceivedMessages();
        assertThat(all).hasSize(1);
        return all[0];
    }

    private static String part(MimeMessage message, int number) throws MessagingException, IOException {
        MimeMultipart parts = (MimeMultipart) message.getContent();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < parts.getCount(); i++) {
            all.add(String.valueOf(parts.getBodyPart(i).getContent()));
        }
        return all.get(number);
    }
}
