package io.hawser.app;

import io.hawser.app.BadSettings.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings that were given: file &lt; environment &lt; command line. Each is asked for by its path, once, with its default
 * and what is allowed. A wrong one yields its default and is remembered, so that {@link #check} can report all at once; whatever
 * was given and never asked for is unknown.
 */
final class Settings {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kKmMgG]?)");
    private static final Pattern CREDENTIALS = Pattern.compile("//[^/@]*@");
    private static final String ENVIRONMENT = "HAWSER_";

    /** Names in the environment that the start scripts and the container world use. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("HAWSER_CONFIG", "HAWSER_HEAP", "HAWSER_JAVA_OPTS", "HAWSER_PASSWORD");

    /** What Kubernetes puts into the environment of a pod beside a service of the name "hawser". */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("HAWSER_(SERVICE_(HOST|PORT.*)|PORT_\\d+_(TCP|UDP).*|PORT)");

    private final Map<String, Given> file;
    private final Map<String, String> environment;
    private final Map<String, Given> flags;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> secret = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();

    /** What somebody wrote, and where. */
    record Given(String text, String origin) {}

    Settings(Map<String, Given> file, Map<String, String> environment, Map<String, Given> flags) {
        this.file = new TreeMap<>(file);
        this.environment = new TreeMap<>(environment);
        this.flags = new TreeMap<>(flags);
    }

    /** The name of a setting in the environment. */
    static String environmentName(String path) {
        return ENVIRONMENT + path.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** A text that a pattern matches; null when it is not set. */
    @Nullable String textOrNull(String path, Pattern shape, String allowed) {
        Given given = given(path);
        if (given == null) {
            return null;
        }
        if (!shape.matcher(given.text()).matches()) {
            wrong(path, given, allowed);
            return null;
        }
        return given.text();
    }

    /** The same for what must not be shown. */
    @Nullable String secretOrNull(String path, Pattern shape, String allowed) {
        secret.add(path);
        return textOrNull(path, shape, allowed);
    }

    Path folder(String path, String otherwise) {
        Path folder = pathOrNull(path, "must be the path of a folder");
        return folder == null ? Path.of(otherwise) : folder;
    }

    /** The path of a file or folder; null when it is not set. */
    @Nullable Path pathOrNull(String path, String allowed) {
        Given given = given(path);
        if (given == null) {
            return null;
        }
        try {
            return Path.of(given.text());
        } catch (InvalidPathException e) {
            wrong(path, given, allowed);
            return null;
        }
    }

    int number(String path, int otherwise, int least, int most) {
        String allowed = "must be a whole number from " + least + " to " + most;
        return read(path, otherwise, allowed, text -> {
            if (!text.matches("\\d{1,10}")) {
                return null;
            }
            long value = Long.parseLong(text);
            return value < least || value > most ? null : (int) value;
        });
    }

    /** A size in bytes; {@code 64k} is 65,536. */
    int size(String path, int otherwise, int least, int most) {
        return (int) bytes(path, otherwise, least, most);
    }

    /** The same for what may be larger. */
    long bytes(String path, long otherwise, long least, long most) {
        String allowed =
                "must be a size from " + words(least) + " to " + words(most) + ", in bytes or with k, m or g behind it";
        return read(path, otherwise, allowed, text -> {
            Matcher matcher = SIZE.matcher(text);
            if (!matcher.matches()) {
                return null;
            }
            long unit = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                case "k" -> 1024;
                case "m" -> 1024 * 1024;
                case "g" -> 1024 * 1024 * 1024;
                default -> 1;
            };
            long value = Long.parseLong(matcher.group(1)) * unit;
            return value < least || value > most ? null : value;
        });
    }

    Duration duration(String path, Duration otherwise, Duration least, Duration most) {
        String allowed = "must be a duration from " + words(least) + " to " + words(most)
                + ", a whole number with ms, s, m, h or d behind it";
        return read(path, otherwise, allowed, text -> {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                return null;
            }
            long count = Long.parseLong(matcher.group(1));
            Duration value = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
            return value.compareTo(least) < 0 || value.compareTo(most) > 0 ? null : value;
        });
    }

    boolean yes(String path, boolean otherwise) {
        return read(
                path,
                otherwise,
                "must be true or false",
                text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null);
    }

    <E extends Enum<E>> E choice(String path, Class<E> type, E otherwise) {
        List<String> names = Stream.of(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        return read(
                path,
                otherwise,
                "must be one of " + String.join(", ", names),
                text -> names.contains(text) ? Enum.valueOf(type, text.toUpperCase(Locale.ROOT)) : null);
    }

    /** A list: in YAML as such, elsewhere with commas. */
    List<String> list(String path, Pattern shape, String allowed) {
        return read(path, List.of(), allowed, text -> {
            List<String> items = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .toList();
            return items.stream().allMatch(item -> shape.matcher(item).matches()) ? items : null;
        });
    }

    /** Something that no single setting can be blamed for alone. */
    void problem(String path, String help) {
        Given given = given(path);
        if (given == null) {
            problems.add(new Problem(path, "not set", help));
        } else {
            wrong(path, given, help);
        }
    }

    /** Every path that was asked for. */
    Set<String> known() {
        return Set.copyOf(known);
    }

    /** To be called after the last question: reports everything that is wrong. */
    void check() throws BadSettings {
        flags.forEach((path, given) -> {
            if (!known.contains(path)) {
                problems.add(new Problem(path, "given by " + given.origin(), unknown(path)));
            }
        });
        file.forEach((path, given) -> {
            if (!known.contains(path)) {
                problems.add(new Problem(path, "in " + given.origin(), unknown(path)));
            }
        });
        Set<String> names = new TreeSet<>();
        known.forEach(path -> names.add(environmentName(path)));
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT) && !names.contains(name) && !isForOthers(name, value)) {
                String near = nearest(name, names);
                problems.add(new Problem(
                        name,
                        "in the environment",
                        near == null ? "no such setting" : "no such setting; did you mean " + near + "?"));
            }
        });
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
    }

    private static boolean isForOthers(String name, String value) {
        return NOT_SETTINGS.contains(name)
                || (SERVICE_LINK.matcher(name).matches() && (!name.equals("HAWSER_PORT") || value.contains("://")));
    }

    private <T> T read(String path, T otherwise, String allowed, Function<String, @Nullable T> parse) {
        Given given = given(path);
        if (given == null) {
            return otherwise;
        }
        T value = parse.apply(given.text());
        if (value == null) {
            wrong(path, given, allowed);
            return otherwise;
        }
        return value;
    }

    /** What counts for a path; an empty text is as good as none. */
    private @Nullable Given given(String path) {
        known.add(path);
        String name = environmentName(path);
        String value = environment.get(name);
        return Stream.of(flags.get(path), value == null ? null : new Given(value.strip(), name), file.get(path))
                .filter(given -> given != null && !given.text().isEmpty())
                .findFirst()
                .orElse(null);
    }

    private void wrong(String path, Given given, String allowed) {
        String shown = secret.contains(path)
                ? "***"
                : CREDENTIALS.matcher(given.text()).replaceAll("//***@");
        problems.add(new Problem(path, "\"" + shown + "\" (" + given.origin() + ")", allowed));
    }

    private String unknown(String path) {
        String near = nearest(path, known);
        return near == null ? "no such setting" : "no such setting; did you mean " + near + "?";
    }

    private static @Nullable String nearest(String word, Set<String> words) {
        String best = null;
        int least = Math.max(2, word.length() / 3) + 1;
        for (String candidate : words) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** How many letters must be put in, taken out or changed (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static String words(long size) {
        long mega = 1024 * 1024;
        return size % mega == 0 ? size / mega + "m" : size % 1024 == 0 ? size / 1024 + "k" : String.valueOf(size);
    }

    private static String words(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
