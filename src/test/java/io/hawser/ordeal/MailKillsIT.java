package io.hawser.ordeal;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.hawser.bench.rig.Cores;
import io.hawser.bench.rig.Lab;
import io.hawser.bench.rig.Plan;
import io.hawser.ordeal.result.Outcome;
import io.hawser.ordeal.rig.Mailbox;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The short form of the ordeal {@code mail}, against a mail server that others wrote; {@code -Dhawser.ordeal.full=true} makes it the
 * full one.
 */
@Tag("alone")
class MailKillsIT {
    @Test
    void mailComesOnceForEachFaultThroughKillsOfTheHub() {
        Ordeal ordeal = new MailKills(vertx -> new GreenMailbox());
        boolean brief = !Boolean.getBoolean("hawser.ordeal.full");
        Trial trial = new Trial(1, brief, ordeal.scale(brief));
        Plan plan = new Plan(1, 1, 0, 1000, false, new Cores(-1, -1), List.of());
        try (Lab lab = new Lab(plan, new PrintWriter(new StringWriter()));
                Arena arena = new Arena(lab, ordeal)) {
            ordeal.run(arena, trial);
        }
        Outcome outcome = trial.outcome("2026-12-01");
        assertThat(outcome.failures()).as(outcome.figures().toString()).isEmpty();
        assertThat(outcome.figures().get("kills with a message committed and not known to be sent"))
                .as(outcome.figures().toString())
                .isGreaterThan(0);
    }

    private static final class GreenMailbox implements Mailbox {
        private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

        GreenMailbox() {
            server.start();
        }

        @Override
        public int port() {
            return server.getSmtp().getPort();
        }

        @Override
        public List<Letter> letters() {
            List<Letter> letters = new ArrayList<>();
            try {
                for (MimeMessage message : server.getReceivedMessages()) {
                    letters.add(new Letter(message.getMessageID().replaceAll("[<>]", ""), message.getSubject()));
                }
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
            return letters;
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}
