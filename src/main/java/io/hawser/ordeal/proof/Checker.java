package io.hawser.ordeal.proof;

/** Says of a trial what must never be and was. Pure: the same evidence gives the same verdict. */
public final class Checker {
    private Checker() {}

    /** Looks for every {@link Fault}. */
    public static Verdict check(Evidence evidence) {
        Verdict verdict = new Verdict();
        new StorageCheck(evidence, verdict).run("over REST", evidence.rest());
        new StorageCheck(evidence, verdict).run("in PostgreSQL", evidence.postgres());
        new DeliveryCheck(evidence, verdict).run();
        new CommandCheck(evidence, verdict).run();
        return verdict;
    }
}
