# Sourced by the other scripts: builds target/hawser.jar if anything is newer, prepares its classes, and finds Java.
# Needs root, the project's folder. Sets java, the program to run it with.

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    java=$JAVA_HOME/bin/java
else
    java=$(command -v java) || fail "Java 17 or newer is needed: apt install openjdk-17-jdk-headless"
fi

# Whether anything that the jar is made of is newer than it.
stale() {
    [ ! -f "$root/target/hawser.jar" ] ||
        [ -n "$(find "$root/pom.xml" "$root/src/main" "$root/webroot" "$root/conf" -newer "$root/target/hawser.jar" -print 2>/dev/null | head -n 1)" ]
}

# Classes as the JVM keeps them once it has read them (AppCDS): a hub that finds its own is ready in two thirds of the time. Made by a
# hub with the demo's home, on a folder of its own, that ends once it is ready; where that can't be, the hub starts without.
archive=$root/target/hawser.jsa

prepare() (
    if [ ! -w "$root/target" ] || { [ -e "$archive" ] && [ ! "$archive" -ot "$root/target/hawser.jar" ]; }; then
        return 0
    fi
    say "Preparing a faster start (some seconds, this once) ..."
    trial=$(mktemp -d)
    trap 'rm -rf "$trial"' EXIT
    trap 'exit 130' INT TERM
    # The embedded PostgreSQL may have to run as another user.
    chmod 755 "$trial"
    # Away from this hub's settings: a trial has no business with its stores.
    (cd "$trial" && env -i PATH="$PATH" HOME="${HOME:-/}" "$java" -XX:+UseSerialGC -Xmx256m -XX:ArchiveClassesAtExit="$trial/classes" \
        -Djava.awt.headless=true -jar "$root/target/hawser.jar" \
        serve --demo --try --host 127.0.0.1 --port 0 --data "$trial/data") >"$root/target/prepare.log" 2>&1 </dev/null || true
    # An empty one says that it can't be made here.
    [ -f "$trial/classes" ] || : >"$trial/classes"
    touch "$trial/classes"
    mv -f "$trial/classes" "$archive"
)

build() {
    stale || return 0
    command -v mvn >/dev/null || fail "Maven is needed to build: apt install maven"
    mkdir -p "$root/target"
    # Of two runs at the same time one builds and the other waits for it.
    if command -v flock >/dev/null; then
        exec 9>"$root/target/build.lock"
        flock 9
        if ! stale; then
            exec 9>&-
            return 0
        fi
    fi
    say "Building target/hawser.jar (the first time takes some minutes) ..."
    # What is changed while it builds makes it stale again.
    begun=$root/target/build.begun
    log=$root/target/build.log
    touch "$begun"
    if ! mvn -B -q -f "$root/pom.xml" package -Dmaven.test.skip=true -Dspotless.check.skip=true \
        >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        fail "The build failed; the above is in $log as well."
    fi
    touch -r "$begun" "$root/target/hawser.jar"
    if command -v flock >/dev/null; then
        exec 9>&-
    fi
}

# Becomes the program with the given arguments.
launch() {
    case " $* " in
        *" --help "* | *" -h "*) ;;
        " serve "* | " bench "*) prepare ;;
    esac
    # The settings file of this project, unless there is one where the hub is started.
    if [ -z "${HAWSER_CONFIG:-}" ] && [ ! -f conf/hawser.yaml ] && [ -f "$root/conf/hawser.yaml" ]; then
        HAWSER_CONFIG=$root/conf/hawser.yaml
        export HAWSER_CONFIG
    fi
    # A heap for small machines that HAWSER_HEAP can widen; the hub makes it small again when it is idle. On two cores the serial
    # collector delivers as much as the others and keeps 50 MiB less; HAWSER_JAVA_OPTS may name another.
    case " ${HAWSER_JAVA_OPTS:-}" in
        *" -XX:+Use"*GC*) collector= ;;
        *) collector="-XX:+UseSerialGC" ;;
    esac
    # What its compiler and its start needed beside the heap goes back as well, where Java can do that: 17.0.9, 21.0.1, 22 and newer.
    trim=
    home=$(readlink -f "$java" 2>/dev/null || echo "$java")
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "${home%/bin/*}/release" 2>/dev/null || true)
    case $version in
        '' | 17.0.[0-8] | 17.0.[0-8].* | 17 | 18* | 19* | 20* | 21 | 21.0.0*) ;;
        *) trim="-XX:+UnlockExperimentalVMOptions -XX:TrimNativeHeapInterval=15000" ;;
    esac
    # Classes that another Java has prepared are passed over, without a word.
    classes=
    [ ! -s "$archive" ] || classes="-XX:SharedArchiveFile=$archive -Xlog:cds=off -Xlog:cds+dynamic=off"
    # Out of memory ends the hub rather than leaving half of it: what runs it starts it again.
    # shellcheck disable=SC2086  # These hold several words.
    exec "$java" -Xms16m "-Xmx${HAWSER_HEAP:-512m}" $collector $classes $trim -XX:+ExitOnOutOfMemoryError \
        -Djava.awt.headless=true ${HAWSER_JAVA_OPTS:-} -jar "$root/target/hawser.jar" "$@"
}
