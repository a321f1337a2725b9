package io.hawser.bench.result;

import java.util.List;

/**
 * What a scenario is about, for the reader of its results.
 *
 * @param name by which it is asked for
 * @param title a line
 * @param story how it is measured
 */
public record Chapter(String name, String title, String story, List<Goal> goals) {
    public Chapter {
        goals = List.copyOf(goals);
    }
}
