package io.hawser.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.domain.Failure;
import io.hawser.protocol.YamlText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule is taken as it is written, or refused with every line that is wrong. */
class RuleReaderTest {
    private static List<String> errors(String yaml) {
        YamlText text = YamlText.of(yaml);
        Failure failure = catchThrowableOfType(Failure.class, () -> RuleReader.read(text.root(), null));
        return failure == null
                ? List.of()
                : text.located(failure.fields()).stream()
                        .map(error -> error.line() + " " + error.path())
                        .toList();
    }

    @Test
    void namesEveryLineThatIsWrong() {
        assertThat(errors("""
                        name: ''
                        of: {devices: []}
                        when:
                          property: temperature
                          above: warm
                        for: soon
                        colour: red
                        then:
                          - command: set
                            args: {power: on}
                          - notify:
                              to: everyone
                          - {command: set, desired: {a: 1}}
                        until: {whenever: 1}
                        zone: Berlin
                        """))
                .containsExactlyInAnyOrder(
                        "1 /name",
                        "2 /of/devices",
                        "5 /when/above",
                        "6 /for",
                        "7 /colour",
                        "12 /then/1/notify/to",
                        "13 /then/2/desired",
                        "14 /until/whenever",
                        "14 /until/when",
                        "15 /zone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "when: {at: 22:00}\nthen: [{command: set, args: {power: off}, device: d}]",
                "when: {sun: sunset, offset: -30m, days: [mon, sun]}\nlocation: {latitude: 1, longitude: 2}\n"
                        + "then: [{notify: {to: owner}}]",
                "of: {space: spc_1, model: light}\nwhen: {presence: offline}\nfor: 10m\nthen: [{notify: {to: maintainer, text: {en: a, zh: b}}}]",
                "of: {devices: [d]}\nwhen: {property: battery, below: 15}\nthen: [{fault: RULE.LOW, severity: major, title: {en: Low}}]",
                "of: {devices: [d]}\nwhen: {property: t, between: [1, 2]}\nthen: [{desired: {a: 1, b: null}, space: s, model: m}]",
                "of: {devices: [d]}\nwhen: {event: e}\nuntil: {at: '06:00'}\nthen: [{command: a}]\nelse: [{command: b}]\nonlyIf: [{sun: up}]\n"
                        + "location: {latitude: -33.9, longitude: 151.2}"
            })
    void takesWhatIsWell(String rest) {
        assertThat(errors("name: R\n" + rest)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3 /of|when: {property: a, is: 1}\nthen: [{command: a}]",
                "2 /when/sun|when: {sun: sunset}\nthen: [{command: a, device: d}]",
                "2 /of|of: {devices: [d]}\nwhen: {at: '22:00'}\nthen: [{command: a, device: d}]",
                "3 /then/0/device|when: {at: '22:00'}\nthen: [{command: a}]",
                "2 /when/at|when: {at: '25:00'}\nthen: [{command: a, device: d}]",
                "4 /for|of: {devices: [d]}\nwhen: {event: e}\nfor: 2m\nthen: [{command: a}]",
                "5 /else|of: {devices: [d]}\nwhen: {event: e}\nthen: [{command: a}]\nelse: [{command: b}]",
                "4 /then/0/fault|of: {devices: [d]}\nwhen: {property: a, is: 1}\nthen: [{fault: TOO.WARM}]",
                "4 /then/0/fault|of: {devices: [d]}\nwhen: {event: e}\nthen: [{fault: RULE.A}]",
                "3 /when/property|of: {devices: [d]}\nwhen: {property: a, is: 1, not: 2}\nthen: [{command: a}]",
                "3 /when/all/1/event|of: {devices: [d]}\nwhen: {all: [{property: a, is: 1}, {event: e}]}\nthen: [{command: a}]",
                "3 /then/0/notify/to|when: {at: '22:00'}\nthen: [{notify: {to: everybody}}]",
                "4 /onlyIf/0/device|when: {at: '22:00'}\nthen: [{command: a, device: d}]\nonlyIf: [{property: a, is: 1}]",
                "2 /when|when: now\nthen: [{command: a, device: d}]"
            })
    void refusesWhatCannotBe(String expectedAndRest) {
        String[] parts = expectedAndRest.split("\\|", 2);
        String yaml = "name: R\n" + parts[1];
        assertThat(errors(yaml).stream().map(error -> error.substring(error.indexOf(' ') + 1)))
                .contains(parts[0].substring(parts[0].indexOf(' ') + 1));
    }
}
