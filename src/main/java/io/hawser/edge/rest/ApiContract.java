package io.hawser.edge.rest;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The contract of {@code openapi/openapi.yaml}, with the rules of each operation ready to use. Reading it takes about a second: a
 * node does it once and its edges share it. Immutable.
 */
public final class ApiContract {
    private static final String RESOURCE = "/openapi/openapi.yaml";

    private final OpenAPIContract contract;
    private final Buffer document;
    private final Map<String, OperationRules> rules;

    private ApiContract(OpenAPIContract contract, JsonObject document) {
        this.contract = contract;
        this.document = document.toBuffer();
        rules = contract.operations().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Operation::getOperationId,
                        operation -> OperationRules.of(
                                operation,
                                contract.getSchemaRepository(),
                                RequestSide.mediaTypes(document, operation))));
    }

    /** Reads it; fails when its requests are not well described. */
    public static Future<ApiContract> load(Vertx vertx) {
        JsonObject document = document();
        return OpenAPIContract.from(vertx, RequestSide.of(document))
                .map(contract -> new ApiContract(contract, document));
    }

    OpenAPIContract contract() {
        return contract;
    }

    /** The document as JSON. */
    Buffer text() {
        return document;
    }

    OperationRules rules(String operation) {
        OperationRules found = rules.get(operation);
        if (found == null) {
            throw new IllegalArgumentException("no operation " + operation);
        }
        return found;
    }

    /** The document as it was written. */
    static JsonObject document() {
        try (InputStream in = ApiContract.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("no " + RESOURCE + " on the class path");
            }
            return new JsonObject(JsonText.json(new YAMLMapper().readTree(in)).text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
