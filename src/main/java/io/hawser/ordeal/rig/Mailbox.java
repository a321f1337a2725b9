package io.hawser.ordeal.rig;

import java.util.List;

/** A mail server that takes everything, so that a trial can see what came. */
public interface Mailbox extends AutoCloseable {
    /** Where it listens, on the loopback interface. */
    int port();

    /** What was accepted, in its order; one that came twice is there twice. */
    List<Letter> letters();

    @Override
    void close();

    /** @param id the Message-ID without its brackets */
    record Letter(String id, String subject) {}
}
