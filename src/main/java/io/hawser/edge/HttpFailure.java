package io.hawser.edge;

import java.util.Map;

/** A failure that only HTTP knows: wrong method, wrong media type. It is an answer, not an accident. */
public final class HttpFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String title;
    private final transient Map<String, String> headers;

    private HttpFailure(int status, String code, String title, String words, Map<String, String> headers) {
        super(words, null, false, false);
        this.status = status;
        this.code = code;
        this.title = title;
        this.headers = Map.copyOf(headers);
    }

    /** 405, with the methods that are allowed. */
    public static HttpFailure methodNotAllowed(String allowed) {
        return new HttpFailure(
                405,
                "METHOD_NOT_ALLOWED",
                "Method not allowed",
                "This resource knows " + allowed + ".",
                Map.of("Allow", allowed));
    }

    /** 415, with the media types that are accepted. */
    public static HttpFailure unsupportedMediaType(String accepted) {
        return new HttpFailure(
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "Unsupported media type",
                "Content-Type must be " + accepted + ".",
                Map.of("Accept", accepted));
    }

    /** 426: a plain request where a WebSocket is spoken. */
    static HttpFailure upgradeRequired() {
        return new HttpFailure(
                426,
                "UPGRADE_REQUIRED",
                "Upgrade required",
                "Only WebSockets are spoken here.",
                Map.of("Upgrade", "websocket", "Connection", "Upgrade"));
    }

    /** 408: the body did not come in time. */
    public static HttpFailure requestTimeout() {
        return new HttpFailure(
                408,
                "REQUEST_TIMEOUT",
                "Request timeout",
                "The request's body did not arrive in time.",
                Map.of("Connection", "close"));
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String title() {
        return title;
    }

    String words() {
        String message = getMessage();
        return message == null ? title : message;
    }

    Map<String, String> headers() {
        return headers;
    }
}
