package io.hawser.model;

import java.util.List;

/** Files of models that can't be used; each problem is a line for a person. */
public final class BrokenModels extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    BrokenModels(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
