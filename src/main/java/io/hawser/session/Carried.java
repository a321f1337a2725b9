package io.hawser.session;

/** What went over a connection since this was last told, as the bytes of its messages. */
public record Carried(long received, long sent) {
    public static final Carried NOTHING = new Carried(0, 0);

    public boolean isNothing() {
        return received == 0 && sent == 0;
    }
}
