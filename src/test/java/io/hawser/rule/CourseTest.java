package io.hawser.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a rule acts, by what is heard and by what is due. */
class CourseTest {
    private static final String FAN = """
            name: Cool
            of: {devices: [dev_1]}
            when: {property: temperature, above: 30}
            for: 2m
            then: [{command: set, args: {power: on}}]
            until: {when: {property: temperature, below: 27}}
            else: [{command: set, args: {power: off}}]
            """;

    private static String rule(String rest) {
        return "name: R\nof: {devices: [dev_1]}\nthen: [{command: go}]\n" + rest;
    }

    @Test
    void actsOnceAConditionHasHeldForItsTimeAndEndsByTheOpposite() {
        Play play = new Play(FAN);
        play.report("{'temperature':31}").pass("119s").report("{'temperature':32}");
        assertThat(play.story()).isEmpty();
        play.pass("1s").report("{'temperature':28}").pass("1h");
        assertThat(play.story()).containsExactly("120 then");
        play.report("{'temperature':26.9}").pass("1h");
        assertThat(play.story()).containsExactly("120 then", "3720 else");
    }

    @Test
    void beginsAnewWhenAConditionBreaksOff() {
        Play play = new Play(FAN);
        play.report("{'temperature':31}")
                .pass("100s")
                .report("{'temperature':30}")
                .pass("100s");
        play.report("{'temperature':31}").pass("100s");
        assertThat(play.story()).isEmpty();
        play.pass("20s");
        assertThat(play.story()).containsExactly("320 then");
    }

    @Test
    void actsAtTheMomentThatItFellDueThoughNobodyLookedThen() {
        Play play = new Play(FAN);
        play.report("{'temperature':31}").passUnseen("10m").report("{'temperature':20}");
        assertThat(play.story()).containsExactly("120 then", "600 else");
        Play later = new Play(FAN);
        later.report("{'temperature':31}").passUnseen("30m").look();
        assertThat(later.story()).containsExactly("120 then");
    }

    @Test
    void endsByItselfWhenNothingElseIsSaid() {
        Play play = new Play(rule("when: {property: door, is: open}\nelse: [{command: stop}]\n"));
        play.report("{'door':'open'}")
                .pass("5s")
                .report("{'door':'open'}")
                .pass("5s")
                .report("{'door':'shut'}");
        assertThat(play.story()).containsExactly("0 then", "10 else");
    }

    @Test
    void waitsUntilItHasBeenGoneForItsTime() {
        Play play = new Play(rule("when: {property: motion, is: true}\nuntil: {for: 5m}\nelse: [{command: stop}]\n"));
        play.report("{'motion':true}")
                .pass("10s")
                .report("{'motion':false}")
                .pass("4m")
                .report("{'motion':true}");
        play.pass("1m").report("{'motion':false}").pass("10m");
        assertThat(play.story()).containsExactly("0 then", "610 else");
    }

    @Test
    void endsAWhileAfterItLastHappened() {
        Play play = new Play(rule("when: {event: pressed}\nuntil: {after: 1m}\nelse: [{command: stop}]\n"));
        play.event("pressed", "{}").pass("30s").event("pressed", "{}").pass("59s");
        assertThat(play.story()).containsExactly("0 then");
        play.pass("1s");
        assertThat(play.story()).containsExactly("0 then", "90 else");
    }

    @Test
    void actsAgainOnlyAfterWhatLastsWasGone() {
        Play play = new Play(rule("when: {property: t, above: 5}\nuntil: {after: 1m}\nelse: [{command: stop}]\n"));
        play.report("{'t':6}").pass("2m").report("{'t':7}").pass("2m");
        assertThat(play.story()).containsExactly("0 then", "60 else");
        play.report("{'t':1}").report("{'t':6}");
        assertThat(play.story()).containsExactly("0 then", "60 else", "240 then");
        play.pass("10s").report("{'t':1}").pass("1m").report("{'t':6}");
        assertThat(play.story()).containsExactly("0 then", "60 else", "240 then", "300 else", "310 then");
    }

    @Test
    void hearsEventsByNameAndData() {
        Play play = new Play(rule("when: {event: pressed, data: [{property: clicks, is: 2}]}\n"));
        play.event("pressed", "{'clicks':1}").event("held", "{'clicks':2}").event("pressed", "7");
        assertThat(play.story()).isEmpty();
        play.event("pressed", "{'clicks':2.0}");
        assertThat(play.story()).containsExactly("0 then");
    }

    @Test
    void tellsAChangeFromARepetition() {
        Play play = new Play(rule("when: {property: mode, changed: true}\n"));
        play.report("{'mode':'heat'}").report("{'mode':'heat'}").report("{'other':1}");
        assertThat(play.story()).isEmpty();
        play.pass("1s").report("{'mode':'cool'}").report("{'mode':'cool'}");
        assertThat(play.story()).containsExactly("1 then");
        Play number = new Play(rule("when: {property: n, changed: true}\n"));
        number.report("{'n':20}").report("{'n':20.0}").pass("1s").report("{'n':21}");
        assertThat(number.story()).containsExactly("1 then");
    }

    @Test
    void knowsPresenceThatLasts() {
        Play play = new Play(rule("when: {presence: offline}\nfor: 10m\nelse: [{command: stop}]\n"));
        play.presence("offline")
                .pass("9m")
                .presence("online")
                .presence("offline")
                .pass("10m");
        assertThat(play.story()).containsExactly("1140 then");
        play.presence("online");
        assertThat(play.story()).containsExactly("1140 then", "1140 else");
    }

    @Test
    void knowsAFaultFromItsBeginningToItsEnd() {
        Play raised = new Play(rule("when: {fault: POWER.LOW}\nelse: [{command: stop}]\n"));
        raised.fault("OTHER", "open").fault("POWER.LOW", "open").fault("POWER.LOW", "acknowledged");
        raised.pass("1s").fault("POWER.LOW", "verifying").pass("1s").fault("POWER.LOW", "resolved");
        assertThat(raised.story()).containsExactly("0 then", "2 else");
        Play cleared = new Play(rule("when: {fault: POWER.LOW, cleared: true}\n"));
        cleared.fault("POWER.LOW", "open")
                .pass("1s")
                .fault("POWER.LOW", "resolved")
                .fault("POWER.LOW", "resolved");
        assertThat(cleared.story()).containsExactly("1 then");
    }

    @Test
    void takesAllOrAnyByWhatWasSaidLast() {
        Play all = new Play(rule("when: {all: [{property: a, above: 1}, {property: b, is: true}]}\n"));
        all.report("{'a':2}").report("{'b':false}");
        assertThat(all.story()).isEmpty();
        all.pass("1s").report("{'b':true}").report("{'a':3}");
        assertThat(all.story()).containsExactly("1 then");
        Play any = new Play(rule("""
                when: {any: [{property: a, above: 1}, {presence: offline}]}
                else: [{command: stop}]
                """));
        any.report("{'a':2}").pass("1s").presence("offline").report("{'a':0}");
        assertThat(any.story()).containsExactly("0 then");
        any.presence("online");
        assertThat(any.story()).containsExactly("0 then", "1 else");
    }

    @Test
    void countsHowOftenWithinATime() {
        Play play = new Play(rule("when: {event: jammed}\nrepeat: {times: 3, within: 10m}\n"));
        play.event("jammed", "1").pass("6m").event("jammed", "1").pass("5m").event("jammed", "1");
        assertThat(play.story()).isEmpty();
        play.pass("1m").event("jammed", "1");
        assertThat(play.story()).containsExactly("720 then");
        play.pass("1m").event("jammed", "1").event("jammed", "1");
        assertThat(play.story()).hasSize(1);
        play.event("jammed", "1");
        assertThat(play.story()).hasSize(2);
    }

    @Test
    void restsAfterActingAndTellsThatOnce() {
        Play play = new Play(rule("when: {event: pressed}\ncooldown: 10m\n"));
        play.event("pressed", "1").pass("1m").event("pressed", "1").pass("1m").event("pressed", "1");
        assertThat(play.story()).containsExactly("0 then", "60 then cooldown");
        play.pass("8m").event("pressed", "1").pass("1m").event("pressed", "1");
        assertThat(play.story()).containsExactly("0 then", "60 then cooldown", "600 then", "660 then cooldown");
    }

    @Test
    void doesNotEndWhatItDidNotBegin() {
        Play play = new Play(rule("when: {property: on, is: true}\nelse: [{command: stop}]\ncooldown: 10m\n"));
        play.report("{'on':true}").report("{'on':false}").pass("1m");
        play.report("{'on':true}").report("{'on':false}");
        assertThat(play.story()).containsExactly("0 then", "0 else", "60 then cooldown");
    }

    @Test
    void actsOnlyIfTheRestIsSo() {
        String rule = rule("""
                when: {property: on, is: true}
                else: [{command: stop}]
                onlyIf: [{device: dev_2, property: open, is: false}]
                """);
        Play play = new Play(rule);
        play.guard(0).report("{'on':true}").report("{'on':false}");
        assertThat(play.story()).containsExactly("0 then onlyIf");
        play.pass("1m").guard(Answers.YES).report("{'on':true}").report("{'on':false}");
        assertThat(play.story()).containsExactly("0 then onlyIf", "60 then", "60 else");
        Play night = new Play(rule("""
                when: {event: pressed}
                onlyIf: [{time: {from: '13:00', to: '12:00'}}]
                zone: Europe/Berlin
                """));
        night.event("pressed", "1").pass("23h").event("pressed", "1").pass("1h").event("pressed", "1");
        assertThat(night.story()).containsExactly("0 then", "82800 then onlyIf", "86400 then");
    }

    @Test
    void goesByTheClockAndIsOverAtAnotherTime() {
        Play play = new Play("""
                name: R
                when: {at: '22:00'}
                then: [{command: go, device: d}]
                until: {at: '06:00'}
                else: [{command: stop, device: d}]
                zone: Europe/Berlin
                """);
        play.pass("48h");
        assertThat(play.story()).containsExactly("32400 then", "61200 else", "118800 then", "147600 else");
    }

    @Test
    void leavesOutWhatIsTooLateByTheClock() {
        Play play = new Play("name: R\nwhen: {at: '12:30'}\nthen: [{command: go, device: d}]\n");
        play.passUnseen("2h").look();
        assertThat(play.story()).containsExactly("1800 then late");
        play.pass("23h");
        assertThat(play.story()).containsExactly("1800 then late", "88200 then");
        Play soon = new Play("name: R\nwhen: {at: '12:30'}\nthen: [{command: go, device: d}]\n");
        soon.passUnseen("1h").look();
        assertThat(soon.story()).containsExactly("1800 then");
    }

    @Test
    void tellsWhyItActed() {
        Play play = new Play(FAN);
        play.report("{'temperature':31.5}").pass("2m");
        assertThat(play.fired.get(0).why().json().text())
                .isEqualTo("{\"property\":\"temperature\",\"value\":31.5,\"since\":" + Play.START.toEpochMilli() + "}");
        assertThat(String.valueOf(play.fired.get(0).cause())).isEqualTo("dev_1:1:1");
    }
}
