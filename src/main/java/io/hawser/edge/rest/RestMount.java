package io.hawser.edge.rest;

import io.hawser.domain.Failure;
import io.hawser.edge.EdgeNode;
import io.hawser.edge.HttpFailure;
import io.hawser.edge.Mount;
import io.hawser.identity.Principal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1}. The contract makes the routes and says who must be signed in and what a request is; each operation is looked up
 * by its id, and starting fails when one has no answer or an answer has no operation.
 */
public final class RestMount implements Mount {
    static final String BASE = "/api/v1";
    private static final String BEARER = "bearer ";

    /** What is stored where other nodes hear of it in the same step. */
    private static final Set<String> LIVE = Set.of("command", "desire", "invokeAction", "setProperty");

    private final EdgeNode node;
    private final ApiContract contract;
    private final Services services;
    private final Supplier<Future<Void>> reach;
    private final CommandEnds ends;

    /** One whose hub is alone. */
    public RestMount(EdgeNode node, ApiContract contract, Services services) {
        this(node, contract, services, Future::succeededFuture);
    }

    /** @param reach fails while other nodes could not be told of a change, which then is not made */
    public RestMount(EdgeNode node, ApiContract contract, Services services, Supplier<Future<Void>> reach) {
        this.node = node;
        this.reach = reach;
        this.contract = contract;
        this.services = services;
        ends = new CommandEnds(services.bus());
    }

    @Override
    public Future<Void> start(Vertx vertx, Router router) {
        Map<String, io.hawser.edge.rest.Operation> operations = operations(vertx);
        RouterBuilder builder = RouterBuilder.create(vertx, contract.contract());
        Bodies bodies =
                new Bodies(vertx, node.settings().body(), node.settings().handshake());
        for (Operation operation : contract.contract().operations()) {
            io.hawser.edge.rest.Operation answer = operations.remove(operation.getOperationId());
            if (answer == null) {
                return Future.failedFuture("nothing answers the operation " + operation.getOperationId());
            }
            OperationRules rules = contract.rules(operation.getOperationId());
            Supplier<Future<Void>> reached = reached(operation);
            builder.getRoute(operation.getOperationId())
                    .setDoSecurity(false)
                    .setDoValidation(false)
                    .addHandler(context -> serve(context, rules, bodies, reached, answer));
        }
        if (!operations.isEmpty()) {
            return Future.failedFuture("the contract does not know " + operations.keySet());
        }
        Router api = builder.createRouter();
        contract.contract().getPaths().forEach(path -> refuseOtherMethods(api, path));
        router.get(BASE + "/openapi.json").handler(this::document);
        router.route(BASE + "/*").subRouter(api);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        ends.close();
        return Future.succeededFuture();
    }

    private Map<String, io.hawser.edge.rest.Operation> operations(Vertx vertx) {
        Map<String, io.hawser.edge.rest.Operation> operations = new HashMap<>();
        new AuthRoutes(services.identity(), services.users()).addTo(operations);
        new PersonalDataRoutes(services).addTo(operations);
        new UserRoutes(services.users()).addTo(operations);
        new DeviceRoutes(services).addTo(operations);
        new TermsRoutes(services).addTo(operations);
        new CheckRoutes(services).addTo(operations);
        new StateRoutes(services).addTo(operations);
        new CommandRoutes(vertx, services, ends).addTo(operations);
        new ThingRoutes(services).addTo(operations);
        new HistoryRoutes(services).addTo(operations);
        new ExportRoutes(services).addTo(operations);
        new ArchiveRoutes(services.queries()).addTo(operations);
        new ShareRoutes(services.sharing()).addTo(operations);
        new InvitationRoutes(services.invitations()).addTo(operations);
        new SpaceRoutes(services.spaces()).addTo(operations);
        new SessionRoutes(services.directory()).addTo(operations);
        new TicketRoutes(services).addTo(operations);
        new RepairRoutes(services).addTo(operations);
        new ReplacementRoutes(services).addTo(operations);
        new DrillRoutes(services).addTo(operations);
        new LogBookRoutes(services).addTo(operations);
        new RuleRoutes(services).addTo(operations);
        new AuditRoutes(services).addTo(operations);
        new NotificationRoutes(services.alerts()).addTo(operations);
        new WebhookRoutes(services.alerts().webhooks(), services.access()).addTo(operations);
        new DeliveryRoutes(services.alerts().deliveries()).addTo(operations);
        new QrRoutes().addTo(operations);
        new ModelRoutes(services.models(), services.modelService()).addTo(operations);
        new FaultRoutes(services).addTo(operations);
        new MaintenanceRoutes(services).addTo(operations);
        new MuteRoutes(services).addTo(operations);
        return operations;
    }

    private void serve(
            RoutingContext context,
            OperationRules rules,
            Bodies bodies,
            Supplier<Future<Void>> reached,
            io.hawser.edge.rest.Operation operation) {
        HttpServerRequest request = context.request();
        context.put(ROUTE, rules.route());
        Promise<Void> gone = Promise.promise();
        context.addEndHandler(end -> gone.tryComplete());
        Future<Buffer> body = rules.takesBody() ? bodies.read(request) : Future.succeededFuture(Buffer.buffer());
        caller(request, rules)
                .compose(principal -> {
                    principal.ifPresent(known -> count(context, known));
                    rules.checkMediaType(request);
                    return body.map(content -> new Call(
                            rules.check(request, context::pathParam, content),
                            principal.orElse(null),
                            node.peers().of(request),
                            gone.future()));
                })
                .compose(call -> reached.get().map(call))
                .compose(call -> answered(operation, call))
                .onComplete(
                        answer -> {
                            if (!context.response().closed()) {
                                answer.write(context.response());
                            }
                        },
                        context::fail);
    }

    /** Once it is answered, the call counts for the caller's log-in. */
    private void count(RoutingContext context, Principal caller) {
        context.addEndHandler(end -> services.identity()
                .use()
                .carried(
                        caller.login(),
                        context.request().bytesRead(),
                        context.response().bytesWritten()));
    }

    private static Future<Answer> answered(io.hawser.edge.rest.Operation operation, Call call) {
        return Future.succeededFuture(call)
                .compose(operation::answer)
                .recover(cause -> Future.failedFuture(call.arguments().located(cause)));
    }

    /** What takes something away must be heard at once wherever it shows. */
    private Supplier<Future<Void>> reached(Operation operation) {
        boolean changes =
                !HttpMethod.GET.equals(operation.getHttpMethod()) && !LIVE.contains(operation.getOperationId());
        return changes ? reach : Future::succeededFuture;
    }

    private Future<Optional<Principal>> caller(HttpServerRequest request, OperationRules rules) {
        if (!rules.signedIn()) {
            return Future.succeededFuture(Optional.empty());
        }
        @Nullable String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Future.failedFuture(Failure.unauthenticated("Sign in first: Authorization: Bearer <access token>."));
        }
        return services.identity()
                .authenticate(header.substring(BEARER.length()).trim())
                .map(java.util.Optional::of);
    }

    private static void refuseOtherMethods(Router api, Path path) {
        String allowed = path.getOperations().stream()
                .map(Operation::getHttpMethod)
                .map(HttpMethod::name)
                .sorted()
                .collect(Collectors.joining(", "));
        api.route(path.getName().replaceAll("\\{([^}]+)}", ":$1"))
                .handler(context -> context.fail(HttpFailure.methodNotAllowed(allowed)));
    }

    private void document(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(contract.text());
    }
}
