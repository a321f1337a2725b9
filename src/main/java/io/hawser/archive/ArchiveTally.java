package io.hawser.archive;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What this node archived since it started. Safe for use by any thread. */
public final class ArchiveTally {
    private final LongAdder rows = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** A day that was archived. */
    void archived(List<Receipt> receipts) {
        receipts.forEach(receipt -> {
            rows.add(receipt.rows());
            bytes.add(receipt.bytes());
        });
    }

    /** A run that ended before it was done. */
    void failed() {
        failures.increment();
    }

    /** Rows in files. */
    public long rows() {
        return rows.sum();
    }

    /** The files' sizes. */
    public long bytes() {
        return bytes.sum();
    }

    /** Runs that ended before they were done. */
    public long failures() {
        return failures.sum();
    }
}
