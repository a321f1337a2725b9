package io.hawser.simulator.things;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loudspeaker with a microphone: titles end and the next one begins, and the battery pays for it. */
public final class Speaker extends Thing {
    private static final List<Title> TITLES = List.of(
            new Title("Harbour Lights", Duration.ofSeconds(214)),
            new Title("Low Tide", Duration.ofSeconds(187)),
            new Title("Rope and Anchor", Duration.ofSeconds(243)),
            new Title("Morning in the Yard", Duration.ofSeconds(171)),
            new Title("The Long Pier", Duration.ofSeconds(265)),
            new Title("Paper Boats", Duration.ofSeconds(152)),
            new Title("North by Evening", Duration.ofSeconds(228)));
    private static final Duration FOUND_ELSEWHERE = Duration.ofSeconds(200);
    private static final double SECONDS_A_CHARACTER = 0.06;
    private static final int LONGEST_SPEECH = 500;

    private final Battery battery;
    private Title playing;
    private double position;
    private double speech;
    private @Nullable Answer speaking;

    /** A title and how long it plays. */
    private record Title(String name, Duration length) {}

    public Speaker(Surroundings around) {
        super("speaker", around);
        put("power", "on");
        put("volume", 30 + around.random().nextInt(5) * 5);
        put("source", "library");
        put("playback", "stopped");
        put("microphone", "ok");
        optional("title");
        battery = new Battery(this, 50 + around.random().nextInt(50), 9);
        playing = TITLES.get(around.random().nextInt(TITLES.size()));
        control("power", Control.word("power", List.of("on", "off"), this::power));
        control("volume", Control.percent("volume", volume -> put("volume", volume)));
        control("playback", Control.word("playback", List.of("playing", "paused", "stopped"), this::playback));
        Control<String> microphone =
                Control.word("microphone", List.of("ok", "muted"), word -> put("microphone", word));
        control("microphone", new Control<>(value -> working(microphone.check().apply(value)), microphone.effect()));
    }

    @Override
    public void touch() {
        if (!is("playback", "playing")) {
            playback("playing");
        } else {
            switch (around().random().nextInt(3)) {
                case 0 -> skip();
                case 1 -> put("volume", Math.max(10, Math.min(80, number("volume") + (lucky() ? 5 : -5))));
                default -> playback("paused");
            }
        }
    }

    @Override
    void perform(String name, Map<String, Object> args, Answer answer) {
        switch (name) {
            case "play" -> play(args, answer);
            case "pause" -> {
                if (is("playback", "playing")) {
                    playback("paused");
                }
                answer.done(Map.of());
            }
            case "next" -> {
                skip();
                answer.done(Map.of());
            }
            case "say" -> say(args, answer);
            default -> super.perform(name, args, answer);
        }
    }

    @Override
    void advance(double seconds) {
        boolean sounding = is("playback", "playing");
        battery.drain(seconds, sounding ? 1 : is("power", "on") ? 0.1 : 0);
        if (sounding) {
            position += seconds;
            if (position >= playing.length().toSeconds()) {
                skip();
            }
        }
        Answer answer = speaking;
        if (answer != null) {
            speech -= seconds;
            if (speech <= 0) {
                speaking = null;
                answer.done(Map.of());
            }
        }
    }

    @Override
    void faultsChanged() {
        battery.check();
        if (has(Fault.MIC_FAILED)) {
            put("microphone", "failed");
        } else if (is("microphone", "failed")) {
            put("microphone", "ok");
        }
    }

    @Override
    void restarted() {
        speaking = null;
        playback("stopped");
    }

    private void play(Map<String, Object> args, Answer answer) {
        if (args.get("title") instanceof String title) {
            playing = TITLES.stream()
                    .filter(known -> known.name().equalsIgnoreCase(title))
                    .findFirst()
                    .orElse(new Title(title, FOUND_ELSEWHERE));
            position = 0;
        }
        if (args.get("source") instanceof String source) {
            put("source", source);
        }
        playback("playing");
        answer.done(Map.of("title", playing.name()));
    }

    private void say(Map<String, Object> args, Answer answer) {
        if (!(args.get("text") instanceof String text) || text.isBlank() || text.length() > LONGEST_SPEECH) {
            throw Refused.value("text", "1 to " + LONGEST_SPEECH + " characters");
        }
        Answer older = speaking;
        if (older != null) {
            older.failed("REPLACED", "A newer command took its place.");
        }
        power("on");
        speech = Math.max(1, text.length() * SECONDS_A_CHARACTER);
        speaking = answer;
        answer.running(0);
    }

    private void power(String power) {
        put("power", power);
        if (power.equals("off")) {
            playback("stopped");
        }
    }

    private void playback(String playback) {
        put("playback", playback);
        if (playback.equals("stopped")) {
            position = 0;
            drop("title");
        } else {
            put("title", playing.name());
        }
        if (playback.equals("playing")) {
            put("power", "on");
        }
    }

    private void skip() {
        playing = TITLES.get((TITLES.indexOf(playing) + 1) % TITLES.size());
        position = 0;
        if (!is("playback", "stopped")) {
            put("title", playing.name());
        }
    }

    private String working(String wanted) {
        if (has(Fault.MIC_FAILED)) {
            throw new Refused("REJECTED", "The microphone is broken.");
        }
        return wanted;
    }

    private boolean lucky() {
        return around().random().nextBoolean();
    }
}
