package io.hawser.channel;

import io.hawser.alert.Undelivered;
import io.hawser.alert.Undelivered.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What a failed connection says about a message. */
final class Connections {
    private Connections() {}

    /** Without a connection nothing was sent; one that breaks leaves it open. */
    static Throwable why(String other, Throwable cause) {
        if (cause instanceof Undelivered) {
            return cause;
        }
        if (cause instanceof UnknownHostException) {
            return new Undelivered(Kind.REFUSED, other + " is not known by its name");
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return new Undelivered(Kind.REFUSED, other + " cannot be reached");
        }
        if (cause instanceof SSLException) {
            return new Undelivered(Kind.REFUSED, other + " is not trusted: " + cause.getMessage());
        }
        String words = cause.getMessage();
        return new Undelivered(
                Kind.UNSURE, other + " did not answer" + (words == null || words.isBlank() ? "" : ": " + words));
    }
}
