package io.hawser.check;

import io.hawser.protocol.Fields;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What may be the case beside values, by its name in {@code when}, with the members that it has. */
enum ConditionKind {
    JUMP("jump", "property", "by", "within") {
        @Override
        Condition read(Fields in) {
            return new Conditions.Jump(in.text("property", 128), above(in, "by"), time(in, "within"));
        }
    },
    STUCK("stuck", "property", "reports", "lasting") {
        @Override
        Condition read(Fields in) {
            return new Stuck(in.text("property", 128), (int) in.whole("reports", 2, 1000), time(in, "lasting"));
        }
    },
    QUIET("quiet", "factor", "least") {
        @Override
        Condition read(Fields in) {
            return new Quiet((int) in.whole("factor", 2, 1000), time(in, "least"));
        }
    },
    RUNS_OUT("runsOut", "property", "within") {
        @Override
        Condition read(Fields in) {
            return new RunsOut(in.text("property", 128), time(in, "within"));
        }
    },
    COUNT("count", "of", "name", "times", "within") {
        @Override
        Condition read(Fields in) {
            String of = in.word("of", List.of("boot", "event"));
            return new Counted(
                    of.equals("event") ? in.text("name", 128) : null,
                    (int) in.whole("times", 2, 1000),
                    time(in, "within"));
        }
    },
    ABSENT("absent") {
        @Override
        Condition read(Fields in) {
            return new Conditions.Absence();
        }
    },
    PRESENT("present") {
        @Override
        Condition read(Fields in) {
            return new Conditions.Present();
        }
    },
    FLAPPING("flapping") {
        @Override
        Condition read(Fields in) {
            return new Conditions.Flapping();
        }
    },
    DRIFT("drift", "lasting") {
        @Override
        Condition read(Fields in) {
            return new Drift(time(in, "lasting"));
        }
    },
    SKEW("skew", "by") {
        @Override
        Condition read(Fields in) {
            return new Conditions.Skew(time(in, "by"));
        }
    },
    FULL("full", "percent") {
        @Override
        Condition read(Fields in) {
            return new Conditions.Full((int) in.whole("percent", 80, 100));
        }
    },
    FAILING("failing", "ratio", "of", "within") {
        @Override
        Condition read(Fields in) {
            double ratio = above(in, "ratio");
            if (ratio > 1) {
                in.bad("ratio", "must be above 0 and at most 1");
            }
            return new Failing(ratio, (int) in.whole("of", 2, 1000), time(in, "within"));
        }
    },
    SLOW("slow", "factor", "least", "of") {
        @Override
        Condition read(Fields in) {
            return new Slow((int) in.whole("factor", 2, 1000), time(in, "least"), (int) in.whole("of", 3, 100));
        }
    },
    TOLD("told", "code") {
        @Override
        Condition read(Fields in) {
            return new Conditions.Told(in.id("code"));
        }
    };

    private static final Duration LONGEST = Duration.ofDays(30);

    private final String word;
    private final String members;

    ConditionKind(String word, String... members) {
        this.word = word;
        this.members = String.join(" ", members);
    }

    /** Its name. */
    String word() {
        return word;
    }

    /** What it may say. */
    Set<String> members() {
        return members.isEmpty() ? Set.of() : Set.of(members.split(" "));
    }

    /** All of their names. */
    static String words() {
        return Arrays.stream(values()).map(ConditionKind::word).collect(Collectors.joining(", "));
    }

    /** The condition; what is wrong with it is noted. */
    abstract Condition read(Fields in);

    private static double above(Fields in, String name) {
        BigDecimal number = in.number(name);
        if (number.signum() <= 0) {
            in.bad(name, "must be above 0");
        }
        return number.doubleValue();
    }

    private static Duration time(Fields in, String name) {
        Duration time = in.span(name);
        if (time.isZero() || time.compareTo(LONGEST) > 0) {
            in.bad(name, "must be a time above 0 and at most 30d");
        }
        return time;
    }
}
