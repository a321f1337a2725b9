package io.hawser.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sends a file: compressed where the client takes that, and not at all where it has it already (RFC 9110, section 13). */
final class AssetAnswer {
    private AssetAnswer() {}

    static void send(HttpServerRequest request, Asset asset, String cacheControl) {
        HttpServerResponse response = request.response();
        Buffer gzip = asset.gzip();
        boolean compressed = gzip != null && takesGzip(request);
        response.putHeader(HttpHeaders.CACHE_CONTROL, cacheControl)
                .putHeader(HttpHeaders.ETAG, "\"" + asset.tag() + (compressed ? "-gz\"" : "\""));
        if (gzip != null) {
            response.putHeader(HttpHeaders.VARY, "Accept-Encoding");
        }
        if (isKnown(request.getHeader(HttpHeaders.IF_NONE_MATCH), asset.tag())) {
            response.setStatusCode(304).end();
            return;
        }
        Buffer body = gzip != null && compressed ? gzip : asset.content();
        response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type())
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        if (compressed) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        if (HttpMethod.HEAD.equals(request.method())) {
            response.end();
        } else {
            response.end(body);
        }
    }

    private static boolean takesGzip(HttpServerRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null
                && Arrays.stream(accepted.split(","))
                        .map(String::trim)
                        .anyMatch(coding -> coding.equals("gzip")
                                || (coding.startsWith("gzip;") && !coding.matches(".*q=0(\\.0*)?")));
    }

    private static boolean isKnown(@Nullable String header, String tag) {
        return header != null
                && Arrays.stream(header.split(","))
                        .map(each -> each.trim().replaceFirst("^W/", ""))
                        .anyMatch(each -> each.equals("*")
                                || each.equals("\"" + tag + "\"")
                                || each.equals("\"" + tag + "-gz\""));
    }
}
