package io.hawser.edge;

/**
 * Who is at the other end of a connection.
 *
 * @param address the client's address, or what a trusted proxy says it is
 * @param client what it calls itself ({@code User-Agent}), cut to a bearable length; empty when it says nothing
 */
public record Peer(String address, String client) {}
