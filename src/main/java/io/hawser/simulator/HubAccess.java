package io.hawser.simulator;

import io.hawser.simulator.wire.HubAddress;
import io.hawser.simulator.wire.HubClient;
import io.hawser.simulator.wire.HubRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command finds its hub and logs in there, and what is done with them. */
final class HubAccess {
    private static final String PASSWORD = "HAWSER_PASSWORD";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Where the hub answers; ${DEFAULT-VALUE} if not given.")
    private String url = "";

    @Option(names = "--login", paramLabel = "NAME", description = "Who owns the devices.")
    private @Nullable String login;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            arity = "0..1",
            interactive = true,
            echo = false,
            description =
                    "Their password; asked for when left out. Others on this machine can see it in the list of processes:"
                            + " prefer --password-file or the variable HAWSER_PASSWORD.")
    private char @Nullable [] password;

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file whose first line is the password.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where the hub keeps its data. Without --login, the demo's first user is taken from demo.json"
                    + " there; ${DEFAULT-VALUE} if not given.")
    private Path data = Path.of("data");

    /** Whom to log in as. */
    private record Account(String login, String password) {}

    HubAddress address() {
        try {
            return HubAddress.of(url);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    Path data() {
        return data;
    }

    /** Somebody logged in at a hub that is ready; fails with {@link CommandFailure}. */
    Future<HubClient> open(Vertx vertx, Clock clock) {
        HubClient hub = new HubClient(vertx, address(), clock);
        return hub.ready()
                .recover(failure -> Future.failedFuture(absence(failure)))
                .compose(ready -> {
                    Account account = account();
                    return hub.login(account.login(), account.password())
                            .recover(failure -> Future.failedFuture(new CommandFailure(
                                    "could not log in as " + account.login() + ": " + failure.getMessage())));
                })
                .map(hub);
    }

    /** The name that devices are remembered under. */
    String owner() {
        return account().login();
    }

    private CommandFailure absence(Throwable failure) {
        if (failure instanceof HubRefusal refusal) {
            return new CommandFailure("the hub at " + address() + " is not ready: " + refusal.getMessage());
        }
        return new CommandFailure(
                "no hub answers at " + address() + "; start one with: scripts/run --demo (or give --url)");
    }

    private Account account() {
        String name = login;
        if (name == null) {
            return demoAccount()
                    .orElseThrow(() -> new CommandFailure("give --login and --password: there is no "
                            + data.resolve("demo.json") + " to take a user of the demo from"));
        }
        return new Account(name, password(name));
    }

    // From JDK 22 on there is a console without a person, too: it has no line to read, which is seen to.
    @SuppressWarnings("SystemConsoleNull")
    private String password(String name) {
        char[] given = password;
        if (given != null && given.length > 0) {
            return new String(given);
        }
        Path file = passwordFile;
        if (file != null) {
            try {
                return Files.readString(file).lines().findFirst().orElse("");
            } catch (IOException e) {
                throw new CommandFailure("cannot read the password from " + file + ": " + e.getMessage());
            }
        }
        String variable = System.getenv(PASSWORD);
        if (variable != null && !variable.isEmpty()) {
            return variable;
        }
        Optional<Account> demo = demoAccount().filter(account -> account.login().equals(name));
        if (demo.isPresent()) {
            return demo.get().password();
        }
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("Password of %s: ", name);
            if (typed != null) {
                return new String(typed);
            }
        }
        throw new CommandFailure("no password: give --password-file, " + PASSWORD + " or --password");
    }

    /** {@code {"users":[{"login":…,"password":…},…]}}, written by a hub that was started with its demo. */
    private Optional<Account> demoAccount() {
        Path file = data.resolve("demo.json");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            JsonObject demo = new JsonObject(Files.readString(file));
            return demo.getJsonArray("users").stream()
                    .map(JsonObject.class::cast)
                    .filter(user -> login == null || user.getString("login").equals(login))
                    .map(user -> new Account(user.getString("login"), user.getString("password")))
                    .findFirst();
        } catch (IOException | DecodeException | ClassCastException | NullPointerException e) {
            throw new CommandFailure(file + " is not the demo's: " + e.getMessage());
        }
    }
}
