package io.hawser;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The packages and the arrows between them, as docs/architecture.md draws them. */
@AnalyzeClasses(packages = "io.hawser", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.hawser.";

    /**
     * Which part may use which; what is not listed may not. Every part may use itself. Features meet on the bus; where one
     * needs an answer of another, it is here with its reason.
     */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("domain", Set.of()),
            Map.entry("bus", Set.of("domain")),
            // What a socket is to carry comes by the bus and is written as a frame.
            Map.entry("protocol", Set.of("bus", "domain")),
            Map.entry("model", Set.of("bus", "protocol", "domain")),
            Map.entry("session", Set.of("bus", "protocol", "domain")),
            // A command is written under the fence of the connection that speaks of it.
            Map.entry("command", Set.of("session", "bus", "protocol", "domain")),
            Map.entry("audit", Set.of("protocol", "domain")),
            // Logging in and out is told to the audit.
            Map.entry("identity", Set.of("audit", "bus", "protocol", "domain")),
            // A device that is removed loses its session and log; its reports are checked against its model.
            Map.entry("device", Set.of("session", "model", "bus", "protocol", "domain")),
            // Who may what: people, devices and grants meet here, and a share is an entry of the device's log.
            Map.entry("sharing", Set.of("audit", "identity", "device", "session", "bus", "protocol", "domain")),
            // What is no longer live is asked of what is kept.
            Map.entry("history", Set.of("session", "bus", "protocol", "domain")),
            Map.entry("fault", Set.of("bus", "protocol", "domain")),
            Map.entry("ticket", Set.of("bus", "protocol", "domain")),
            // It tells devices what to do, knows faults by their store's words, and opens tickets as people do.
            Map.entry(
                    "repair",
                    Set.of("command", "session", "condition", "fault", "ticket", "bus", "protocol", "domain")),
            // What is injected is written into the log, and found in what is kept of it.
            Map.entry("drill", Set.of("fault", "history", "session", "bus", "protocol", "domain")),
            // What is watched is what is kept of the logs, and faults come of it.
            Map.entry("check", Set.of("condition", "fault", "history", "bus", "protocol", "domain")),
            // It acts in people's names, by their rights, as they do themselves, and faults come of it.
            Map.entry(
                    "rule",
                    Set.of(
                            "command",
                            "session",
                            "sharing",
                            "condition",
                            "fault",
                            "history",
                            "bus",
                            "protocol",
                            "domain")),
            // What checks and rules have in common.
            Map.entry("condition", Set.of("protocol", "domain")),
            // Faults are what people are told of.
            Map.entry("alert", Set.of("fault", "bus", "protocol", "domain")),
            // What is said by whichever way is made there; a way out knows nothing else of the hub.
            Map.entry("channel", Set.of("alert", "protocol", "domain")),
            // Nothing of the hub but what an entry is: it runs beside it, and by itself.
            Map.entry("archive", Set.of("domain")),
            // What one node tells the others.
            Map.entry("relay", Set.of("bus", "protocol", "domain")),
            // What a terminal missed is read from the log where sessions have it.
            Map.entry("fanout", Set.of("session", "bus", "protocol", "domain")),
            Map.entry(
                    "storage",
                    Set.of(
                            "model",
                            "session",
                            "command",
                            "identity",
                            "device",
                            "sharing",
                            "audit",
                            "history",
                            "fault",
                            "ticket",
                            "repair",
                            "drill",
                            "check",
                            "rule",
                            "condition",
                            "alert",
                            "archive",
                            "relay",
                            "bus",
                            "protocol",
                            "domain")),
            Map.entry(
                    "edge",
                    Set.of(
                            "session",
                            "command",
                            "identity",
                            "device",
                            "sharing",
                            "audit",
                            "history",
                            "fault",
                            "ticket",
                            "repair",
                            "drill",
                            "check",
                            "rule",
                            "alert",
                            "archive",
                            "model",
                            "fanout",
                            "bus",
                            "protocol",
                            "domain")),
            Map.entry("simulator", Set.of("protocol")),
            // It measures the hub from without: as a client, and as another process.
            Map.entry("bench", Set.of("simulator", "protocol")),
            Map.entry("embedded", Set.of()),
            // It breaks what it started: hubs as the bench starts them, and stores of its own.
            Map.entry("ordeal", Set.of("bench", "embedded", "simulator", "protocol")),
            Map.entry(
                    "app",
                    Set.of(
                            "session",
                            "command",
                            "identity",
                            "device",
                            "sharing",
                            "audit",
                            "history",
                            "fault",
                            "ticket",
                            "repair",
                            "drill",
                            "check",
                            "rule",
                            "alert",
                            "channel",
                            "archive",
                            "model",
                            "fanout",
                            "relay",
                            "bus",
                            "protocol",
                            "domain",
                            "storage",
                            "edge",
                            "embedded",
                            "simulator",
                            "bench",
                            "ordeal")));

    @ArchTest
    static final ArchRule arrowsPointDown = classes()
            .that()
            .resideInAPackage("io.hawser..")
            .should(new ArchCondition<>("use only parts that theirs may use") {
                @Override
                public void check(JavaClass user, ConditionEvents events) {
                    String part = part(user);
                    Set<String> allowed = MAY_USE.get(part);
                    if (allowed == null) {
                        events.add(SimpleConditionEvent.violated(user, user.getName() + " is in no known part"));
                        return;
                    }
                    user.getDirectDependenciesFromSelf().forEach(arrow -> {
                        JavaClass used = arrow.getTargetClass().getBaseComponentType();
                        if (used.getPackageName().startsWith(ROOT)
                                && !part(used).equals(part)
                                && !allowed.contains(part(used))) {
                            events.add(SimpleConditionEvent.violated(user, arrow.getDescription()));
                        }
                    });
                }
            });

    @ArchTest
    static final ArchRule partsFormNoCircles =
            slices().matching("io.hawser.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule domainNeedsTheJdkOnly = classes()
            .that()
            .resideInAPackage("io.hawser.domain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.hawser.domain..", "java..", "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule onlyStorageSpeaksToStores = noClasses()
            .that()
            // An ordeal reads behind the hub's back what is kept, and a measurement puts a year there that has not
            // been.
            .resideOutsideOfPackages(
                    "io.hawser.storage..", "io.hawser.embedded..", "io.hawser.ordeal..", "io.hawser.bench.rig..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx.redis..",
                    "io.vertx.sqlclient..",
                    "io.vertx.pgclient..",
                    "org.flywaydb..",
                    "java.sql..",
                    "org.duckdb..",
                    "org.postgresql..");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .that()
            .resideOutsideOfPackages("io.hawser.app..", "io.hawser.embedded..")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .orShould()
            .callMethod(TimeUnit.class, "sleep", long.class)
            .because("an event loop that sleeps stands still for everybody");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that(new DescribedPredicate<>("do not speak to a terminal's user") {
                @Override
                public boolean test(JavaClass type) {
                    return !type.getPackageName().startsWith("io.hawser.app");
                }
            })
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule nothingHiddenChanges = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("state has an owner, and a hub can run twice in one process");

    @ArchTest
    static final ArchRule fieldsAreNobodyElses =
            fields().that().areNotStatic().should().notBePublic();

    private static String part(JavaClass type) {
        String rest = type.getPackageName()
                .substring(Math.min(ROOT.length(), type.getPackageName().length()));
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
