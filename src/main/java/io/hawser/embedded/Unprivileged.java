package io.hawser.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PostgreSQL refuses to run as root. Where the hub is root, it is started in a user namespace, where nobody is; where the
 * container forbids these, as another user who then owns its folders.
 */
final class Unprivileged {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final List<Account> ACCOUNTS = List.of(
            new Account("postgres", "postgres"), new Account("nobody", "nogroup"), new Account("nobody", "nobody"));

    private final List<String> prefix;
    private final String user;

    private Unprivileged(List<String> prefix, String user) {
        this.prefix = prefix;
        this.user = user;
    }

    private record Account(String user, String group) {}

    /** @param folder one that the hub may write to */
    static Unprivileged of(Path folder) throws IOException {
        if (!isRoot(folder)) {
            return new Unprivileged(List.of(), "");
        }
        if (works(folder, List.of("unshare", "--user", "true"))) {
            return new Unprivileged(List.of("unshare", "--user"), "");
        }
        return switching(folder);
    }

    /** As another user, by {@code setpriv}. */
    static Unprivileged switching(Path folder) throws IOException {
        for (Account account : ACCOUNTS) {
            // Root's group would not do: what others may pass, it may not.
            List<String> prefix =
                    List.of("setpriv", "--reuid=" + account.user(), "--regid=" + account.group(), "--clear-groups");
            if (works(folder, with(prefix, List.of("true")))) {
                return new Unprivileged(prefix, account.user());
            }
        }
        throw new EmbeddedFailure("PostgreSQL does not run as root, and this machine has neither user namespaces nor"
                + " setpriv: start the hub as an ordinary user, or set postgres.url");
    }

    /** The command as it is to be run. */
    List<String> command(List<String> command) {
        return with(prefix, command);
    }

    /** Gives what lies under the folder to the user that runs, if that is another, and lets them pass through the two folders above. */
    void give(Path folder) throws IOException {
        if (user.isEmpty()) {
            return;
        }
        UserPrincipal owner =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.toList();
        }
        for (Path path : all) {
            if (!Files.isSymbolicLink(path)) {
                Files.setOwner(path, owner);
            }
        }
        Path parent = folder.getParent();
        for (int level = 0; level < 2 && parent != null; level++) {
            Set<PosixFilePermission> modes = Files.getPosixFilePermissions(parent);
            modes.add(PosixFilePermission.OTHERS_EXECUTE);
            Files.setPosixFilePermissions(parent, modes);
            parent = parent.getParent();
        }
        if (!works(Path.of("/"), command(List.of("test", "-x", folder.toString())))) {
            throw new EmbeddedFailure("PostgreSQL does not run as root, and the user " + user + " may not enter "
                    + folder + ": start the hub as an ordinary user, choose another data folder, or set postgres.url");
        }
    }

    /** By what is made now: the folder itself may have been given away by an earlier start. */
    private static boolean isRoot(Path folder) throws IOException {
        Path mine = Files.createTempFile(folder, "owner", null);
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(mine, "unix:uid"));
        } finally {
            Files.delete(mine);
        }
    }

    private static boolean works(Path folder, List<String> command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // There is no such program.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static List<String> with(List<String> prefix, List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }
}
