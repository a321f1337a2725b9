package io.hawser.ordeal.rig;

import io.hawser.bench.rig.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of RFC 5321 as it takes to be sent mail: each is noted before it is acknowledged, as a server that keeps it does. */
public final class SmtpSink implements Mailbox {
    private static final Pattern ID = Pattern.compile("(?im)^Message-ID:\\s*<([^>]*)>");
    private static final Pattern SUBJECT = Pattern.compile("(?im)^Subject:[ \\t]*(.*)$");

    private final NetServer server;
    private final List<Letter> letters = new CopyOnWriteArrayList<>();

    /** Listens at a free port. */
    public SmtpSink(Vertx vertx) {
        server = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1"));
        server.connectHandler(socket -> new Dialogue(socket).begin());
        Waiting.of(server.listen(0));
    }

    @Override
    public int port() {
        return server.actualPort();
    }

    @Override
    public List<Letter> letters() {
        return List.copyOf(letters);
    }

    @Override
    public void close() {
        Waiting.of(server.close());
    }

    /** One connection. */
    private final class Dialogue {
        private final NetSocket socket;
        private final StringBuilder letter = new StringBuilder();
        private boolean data;

        Dialogue(NetSocket socket) {
            this.socket = socket;
        }

        void begin() {
            socket.exceptionHandler(none -> {});
            socket.handler(RecordParser.newDelimited("\r\n", this::line));
            say("220 sink");
        }

        private void line(Buffer bytes) {
            String line = bytes.toString();
            if (!data) {
                command(line.length() < 4 ? line : line.substring(0, 4).toUpperCase(Locale.ROOT));
            } else if (line.equals(".")) {
                data = false;
                letters.add(new Letter(found(ID), found(SUBJECT)));
                letter.setLength(0);
                say("250 kept");
            } else {
                letter.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
            }
        }

        private void command(String word) {
            switch (word) {
                case "EHLO", "HELO", "MAIL", "RCPT", "RSET", "NOOP" -> say("250 well");
                case "DATA" -> {
                    data = true;
                    say("354 go on");
                }
                case "QUIT" -> {
                    say("221 bye");
                    socket.close();
                }
                default -> say("502 not here");
            }
        }

        private String found(Pattern header) {
            Matcher matcher = header.matcher(letter);
            return matcher.find() ? matcher.group(1).strip() : "";
        }

        private void say(String reply) {
            socket.write(reply + "\r\n");
        }
    }
}
