package io.hawser.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether the certificate's files were changed, and has them taken when they belong together. Until then what is in use stays.
 * On one event loop; the files are read elsewhere.
 */
final class CertificateWatch {
    static final Duration BETWEEN = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    private final Vertx vertx;
    private final TlsFiles files;
    private final Supplier<Future<?>> renew;
    private String taken = "";
    private String refused = "";

    /** @param renew takes what the files hold */
    CertificateWatch(Vertx vertx, TlsFiles files, Supplier<Future<?>> renew) {
        this.vertx = vertx;
        this.files = files;
        this.renew = renew;
    }

    /** Begins with what the files hold now as taken; ends with the verticle that it is started by. */
    Future<Void> start() {
        return vertx.executeBlocking(files::stamp, false).map(stamp -> {
            taken = stamp;
            next();
            return null;
        });
    }

    private void next() {
        vertx.setTimer(BETWEEN.toMillis(), timer -> look().onComplete(looked -> next()));
    }

    /** Looks once. Never fails. */
    private Future<Void> look() {
        return vertx.executeBlocking(
                        () -> {
                            String stamp = files.stamp();
                            return new Look(
                                    stamp,
                                    stamp.equals(taken)
                                            ? ""
                                            : files.problem(vertx).orElse(""));
                        },
                        false)
                .compose(this::act)
                .otherwise(failure -> {
                    refuse("gone", String.valueOf(failure.getMessage()));
                    return null;
                });
    }

    private Future<Void> act(Look look) {
        if (look.stamp.equals(taken)) {
            return Future.succeededFuture();
        }
        if (!look.problem.isEmpty()) {
            refuse(look.stamp, look.problem);
            return Future.succeededFuture();
        }
        return renew.get().map(renewed -> {
            taken = look.stamp;
            LOG.atInfo().addKeyValue("certificate", files.certificate()).log("certificate renewed");
            return null;
        });
    }

    private void refuse(String stamp, String why) {
        if (!stamp.equals(refused)) {
            refused = stamp;
            LOG.atWarn().addKeyValue("why", why).log("the new certificate is not taken; the one in use stays");
        }
    }

    private record Look(String stamp, String problem) {}
}
