package io.hawser.edge.terminal;

import java.time.Duration;

/**
 * What holds for every terminal's socket.
 *
 * @param heartbeat how often the hub pings; silence of 1.5 × it ends the connection
 * @param ttl how long a terminal's session outlives its connection
 * @param greeting how long a new connection may take to say hello
 * @param deaf how long a terminal that takes nothing at all is kept
 * @param commandTtl how long a command lives whose sender did not say
 * @param frame the largest message in bytes
 * @param subscriptions how many one terminal may have
 * @param inflight how many of its commands may be on their way into the ledger
 * @param rate how many messages a second one terminal may send
 * @param spread within which time terminals are asked to come back after a restart
 */
public record TerminalSettings(
        Duration heartbeat,
        Duration ttl,
        Duration greeting,
        Duration deaf,
        Duration commandTtl,
        int frame,
        int subscriptions,
        int inflight,
        int rate,
        Duration spread) {}
