package io.hawser.ordeal;

import io.hawser.ordeal.proof.Evidence;

/** How clients must come back after a fault that took nothing from the stores. */
final class Comebacks {
    private Comebacks() {}

    /** All by resume, and nobody with a cursor by a snapshot. */
    static void require(Trial trial, Evidence evidence, long since) {
        long[] resumed = trial.resumed(evidence, since);
        long needless = trial.needless(evidence, since);
        trial.figure("welcomes by resume", resumed[0]);
        trial.figure("welcomes not by resume", resumed[1]);
        trial.figure("snapshots in spite of a cursor", needless);
        trial.require(resumed[1] == 0, resumed[1] + " came back without their session");
        trial.require(needless == 0, needless + " snapshots for terminals that had a cursor");
    }
}
