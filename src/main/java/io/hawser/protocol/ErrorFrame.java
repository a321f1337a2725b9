package io.hawser.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code {"type":"error",…}}: what a socket is told of a failure. */
public final class ErrorFrame {
    private ErrorFrame() {}

    /**
     * The frame's text.
     *
     * @param re the {@code id} of the request, if it had one
     * @param seq the {@code seq} of a device's message, told in {@code data} so that the device knows which one failed
     */
    public static String of(@Nullable String re, @Nullable Long seq, Failure failure) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "error");
                    if (re != null) {
                        out.writeStringField("re", re);
                    }
                    out.writeStringField("code", failure.code().name());
                    out.writeNumberField("status", HttpStatus.of(failure.code()));
                    out.writeStringField("message", failure.words());
                    out.writeNumberField("retryAfter", failure.retryAfter().toMillis());
                    out.writeObjectFieldStart("data");
                    if (seq != null) {
                        out.writeNumberField("seq", seq);
                    }
                    writeErrors(out, failure);
                    out.writeEndObject();
                    out.writeEndObject();
                })
                .text();
    }

    /** Writes {@code "errors":[{path,message}]} into the open object, where there are bad fields; with {@code line} where it is known. */
    public static void writeErrors(JsonGenerator out, Failure failure) throws IOException {
        if (!failure.fields().isEmpty()) {
            out.writeArrayFieldStart("errors");
            for (FieldError error : failure.fields()) {
                out.writeStartObject();
                out.writeStringField("path", error.path());
                out.writeStringField("message", error.message());
                if (error.line() != null) {
                    out.writeNumberField("line", error.line());
                }
                out.writeEndObject();
            }
            out.writeEndArray();
        }
    }
}
