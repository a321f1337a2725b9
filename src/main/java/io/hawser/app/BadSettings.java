package io.hawser.app;

import java.util.List;

/** Settings that cannot be used. Nothing was started. */
public final class BadSettings extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    BadSettings(List<Problem> problems) {
        super(problems.size() + " wrong settings", null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong, in the order in which it was found; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param path the setting, such as {@code http.port}
     * @param found what was given and where, without secrets
     * @param help what is allowed instead
     */
    public record Problem(String path, String found, String help) {
        @Override
        public String toString() {
            return path + ": " + found + ": " + help;
        }
    }
}
