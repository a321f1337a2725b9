package io.hawser.edge.rest;

import io.hawser.protocol.JsonText;
import io.nayuki.qrcodegen.QrCode;
import io.vertx.core.Future;
import java.util.Map;

/** Texts as QR codes (ISO/IEC 18004), for pages that show one: nothing is kept of what is asked for. */
final class QrRoutes {
    void addTo(Map<String, Operation> operations) {
        operations.put("qr", this::qr);
    }

    private Future<Answer> qr(Call call) {
        QrCode code = QrCode.encodeText(call.arguments().field("text"), QrCode.Ecc.MEDIUM);
        return Future.succeededFuture(Answer.ok(JsonText.json(Map.of("size", code.size, "path", path(code)))));
    }

    /** Dark modules as an SVG path, a run of them in one line at a time. */
    private static String path(QrCode code) {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                int from = x;
                while (x < code.size && code.getModule(x, y)) {
                    x++;
                }
                if (x > from) {
                    path.append('M')
                            .append(from)
                            .append(' ')
                            .append(y)
                            .append('h')
                            .append(x - from);
                    path.append("v1h-").append(x - from).append('z');
                }
            }
        }
        return path.toString();
    }
}
