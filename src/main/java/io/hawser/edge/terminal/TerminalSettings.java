package io.hawser.edge.terminal;

import io.hawser.fanout.FanoutSettings;
import java.time.Duration;

/**
 * What holds for every terminal's socket.
 *
 * @param heartbeat the hub pings as often; silence of 1.5 × it ends the connection
 * @param ttl how long a terminal's session outlives its connection
 * @param greeting how long a new connection may take to say hello
 * @param deaf how long a socket may take nothing at all of what waits for it
 * @param frame bytes of the longest message
 * @param subscriptions how many one terminal may have
 * @param inflight how many commands of one terminal may be on their way to the ledger
 * @param rate messages a second of one terminal; {@code burst} of them at once
 * @param userConnections sockets of one user
 * @param commandTtl how long a command lives whose sender did not say
 */
public record TerminalSettings(
        Duration heartbeat,
        Duration ttl,
        Duration greeting,
        Duration deaf,
        int frame,
        int subscriptions,
        int inflight,
        int rate,
        int burst,
        int userConnections,
        Duration commandTtl,
        FanoutSettings fanout) {
    /** What holds where nothing is set. */
    public static TerminalSettings defaults() {
        return new TerminalSettings(
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                64 * 1024,
                64,
                32,
                100,
                200,
                64,
                Duration.ofSeconds(30),
                FanoutSettings.defaults());
    }
}
