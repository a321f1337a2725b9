package io.hawser.storage.archive;

import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Values of DuckDB as JSON: numbers, booleans and null as such, bytes in Base64, all else as a text. */
final class Cells {
    private Cells() {}

    static Json json(@Nullable Object value) throws SQLException {
        if (value == null) {
            return Json.NULL;
        }
        if (value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger) {
            return new Json(value.toString());
        }
        if (value instanceof BigDecimal number) {
            return new Json(number.toPlainString());
        }
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? new Json(value.toString()) : JsonText.json(value.toString());
        }
        if (value instanceof Blob bytes) {
            return JsonText.json(Base64.getEncoder().encodeToString(bytes.getBytes(1, (int) bytes.length())));
        }
        return JsonText.json(value.toString());
    }
}
