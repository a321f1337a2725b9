package io.hawser.ordeal.proof;

/** What must never be, in the order of the report. */
public enum Fault {
    LOST("lost", "acknowledged, and not to be read afterwards, over REST or in PostgreSQL"),
    GAP("gaps", "an entry that a terminal or the kept log does not have"),
    DUPLICATE("duplicates", "the same entry twice, or one report stored twice"),
    REORDER("reorders", "an older entry after a newer one"),
    FORBIDDEN("forbidden", "an entry of a device for somebody who may not see it"),
    MANY_EFFECTS("effects", "a command that was done more than once"),
    ENDLESS("endless", "a command without an end, or without an answer");

    private final String title;
    private final String meaning;

    Fault(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    /** One word, for a table's head. */
    public String title() {
        return title;
    }

    /** What it is, for a reader. */
    public String meaning() {
        return meaning;
    }
}
