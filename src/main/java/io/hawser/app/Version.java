package io.hawser.app;

import picocli.CommandLine.IVersionProvider;

/** Which Hawser this is. */
final class Version implements IVersionProvider {
    /** As the build named it; from a plain class folder, "development". */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Hawser " + text()};
    }
}
