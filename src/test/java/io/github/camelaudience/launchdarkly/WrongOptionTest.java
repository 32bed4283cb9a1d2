package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelaudience.standin.StandIn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.URISupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong option stops the start with a sentence that names it, and never shows the token. */
class WrongOptionTest {

    private static final String CANARY = "c4n4ry";

    static Stream<Arguments> wrong() {
        return Stream.of(
                option("accessToken", null, "accessToken is required"),
                option("accessToken", " ", "accessToken is required"),
                option("accessToken", "sdk-" + CANARY, "accessToken is an SDK key"),
                option("accessToken", "mob-" + CANARY, "accessToken is a mobile key"),
                option("accessToken", CANARY + "\r\nX-Evil: 1", "accessToken has a character at position 6"),
                option("accessToken", CANARY + "\u00e9", "accessToken has a character at position 6"),
                option("clientSideId", "", "clientSideId"),
                option("clientSideId", "%20%20", "clientSideId"),
                option("clientSideId", "sdk-" + CANARY, "clientSideId is a key or token"),
                option("clientSideId", "mob-" + CANARY, "clientSideId is a key or token"),
                option("clientSideId", "api-" + CANARY, "clientSideId is a key or token"),
                option("accessToken", "5f0000000000000000000001", "accessToken is a client-side ID"),
                option("accessToken", "5F00ABCDEF00000000000001", "accessToken is a client-side ID"),
                option("clientSideId", "api-" + CANARY, "clientSideId is a key or token"),
                option("baseUrl", "app.launchdarkly.com", "baseUrl must begin with https://"),
                option("baseUrl", "//app.launchdarkly.com", "baseUrl must begin with https://"),
                option("baseUrl", "app.launchdarkly.com:443", "baseUrl must begin with https://"),
                option("baseUrl", "app.launchdarkly.com/api/v2", "baseUrl must begin with https://"),
                option("baseUrl", "localhost:8080", "baseUrl must begin with https://"),
                option("baseUrl", "127.0.0.1:8080", "baseUrl must begin with https://"),
                option("baseUrl", "https:app.launchdarkly.com", "baseUrl must begin with https://"),
                option("baseUrl", "https://app.launchdarkly.com/api/v2", "baseUrl must have no path"),
                option("baseUrl", "https://app.launchdarkly.com/api/v2/", "baseUrl must have no path"),
                option("baseUrl", "http://127.0.0.1:8080/launchdarkly", "baseUrl must have no path"),
                option("baseUrl", "https://app.launchdarkly.com//", "baseUrl must have no path"),
                option("clientSdkUrl", "https://clientsdk.launchdarkly.com/sdk", "clientSdkUrl must have no path"),
                option("baseUrl", "http://app.launchdarkly.com", "baseUrl must be https"),
                option("baseUrl", "http://127.0.0.1.example.com", "baseUrl must be https"),
                option("baseUrl", "ftp://127.0.0.1", "baseUrl must be https"),
                option("baseUrl", "https://user:password@example.com", "baseUrl must have a host"),
                option("baseUrl", "https:///path", "baseUrl must have a host"),
                option("baseUrl", "https://example.com?a=b", "baseUrl must have no query"),
                option("baseUrl", "no url at all", "baseUrl is not a URL"),
                option("clientSdkUrl", "http://example.com", "clientSdkUrl must be https"),
                option("instance", "asia", "instance"),
                option("operation", "delete", "operation"),
                option("contextKey", "userId", "contextKey must be one of user_id_only"),
                option("trigger", "type = \\\"track\\\"", "trigger can never match a message"),
                option("contextKind", "multi", "contextKind must be"),
                option("contextKind", "kind", "contextKind must be"),
                option("contextKind", "a b", "contextKind must be"),
                option("contextKind", "", "contextKind must be"),
                option("onMissingMembership", "guess", "onMissingMembership"),
                option("onRejected", "ignore", "onRejected"),
                option("audienceIdFallback", "name", "audienceIdFallback"),
                option("maxBatchSize", "0", "maxBatchSize must be at least 1"),
                option("maxBatchSize", "many", "maxBatchSize"),
                option("audiencesPerRequest", "few", "audiencesPerRequest"),
                option("maxBatchBytes", "-1", "maxBatchBytes must be at least 1"),
                option("linger", "-1", "linger must be at least 0"),
                option("linger", "4m", "linger must be less than retryTimeout"),
                option("maxInFlight", "0", "maxInFlight must be at least 1"),
                option("maxPending", "-5", "maxPending must be at least 1"),
                option("retryTimeout", "0", "retryTimeout must be at least 1"),
                option("retryDelay", "0", "retryDelay must be positive"),
                option("maxRetryDelay", "499", "maxRetryDelay must not be less than retryDelay"),
                option("unauthorizedCoolDown", "-1", "unauthorizedCoolDown must be at least 0"),
                option("maxRememberedMemberships", "-1", "maxRememberedMemberships must not be negative"),
                option("connectTimeout", "0", "connectTimeout must be positive"),
                option("responseTimeout", "-1", "responseTimeout must be positive"),
                option("maxDocumentSize", "0", "maxDocumentSize must be positive"),
                option("auditShare", "0", "auditShare must be above 0 and at most 1"),
                option("auditShare", "-0.1", "auditShare must be above 0 and at most 1"),
                option("auditShare", "1.01", "auditShare must be above 0 and at most 1"),
                option("auditShare", "NaN", "auditShare must be above 0 and at most 1"),
                option("auditShare", "10%", "auditShare"),
                option("allowAudiences", "vip,,trial", "allowAudiences must be ids or keys of audiences"),
                option("brakeShare", "1.01", "brakeShare must be from 0 to 1"),
                option("brakeShare", "-0.1", "brakeShare must be from 0 to 1"),
                option("brakeShare", "NaN", "brakeShare must be from 0 to 1"),
                option("brakeMinimum", "-1", "brakeMinimum must not be negative"),
                option("onDelete", "erase", "onDelete"),
                option("deleteEnvironments", "a", "deleteEnvironments is given, but onDelete=ignore removes nobody"),
                option("onDelete", "remove&deleteEnvironments=a,,b", "deleteEnvironments must be client-side IDs"),
                option("rejectedFolders", "a", "rejectedFolders is given, but onDelete=ignore removes nobody"),
                option("onDelete", "remove&rejectedFolders=a,,b", "rejectedFolders must be folders"),
                option("eventsUri", "no-such-component:x", "eventsUri names no endpoint"),
                option("denyAudiences", " ", "denyAudiences must be ids or keys of audiences"),
                option("settleAfter", "0", "settleAfter must be positive"),
                option(
                        "connectTimeout",
                        "5m",
                        "settleAfter must be more than 10 seconds longer than connectTimeout and"),
                option("settleAfter", "45s", "settleAfter must be more than 15 seconds longer than responseTimeout"),
                option("responseTimeout", "5m", "settleAfter must be more than 15 seconds longer than responseTimeout"),
                option("ledgerDataSource", "#none", "ledgerDataSource"),
                option("membershipLedger", "#none", "membershipLedger"),
                tooLong("settleAfter"),
                tooLong("linger"),
                tooLong("retryTimeout"),
                tooLong("retryDelay"),
                tooLong("maxRetryDelay"),
                tooLong("unauthorizedCoolDown"),
                tooLong("connectTimeout"),
                tooLong("responseTimeout"),
                option("retryTimeout", "25d", "retryTimeout must be at most 2147483647 ms (24 days)"),
                option("verifyOnStart", "perhaps", "verifyOnStart"),
                option("stateRepository", "#none", "stateRepository"),
                option("rejectedUri", "nosuchcomponent:x", "rejectedUri names no endpoint"),
                option("httpComponent", "nosuchcomponent", "httpComponent"),
                option("httpComponent", "direct", "httpComponent"),
                option("bachSize", "7", "bachSize"));
    }

    private static Arguments tooLong(String name) {
        return option(name, Long.toString(Long.MAX_VALUE), name + " must be at most 2147483647 ms (24 days)");
    }

    private static Arguments option(String name, String value, String said) {
        return Arguments.of(name, value, said);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void stopsTheStart(String name, String value, String said) throws Exception {
        Map<String, Object> options = new HashMap<>();
        options.put("accessToken", "api-" + CANARY);
        options.put(name, value);
        if (value == null) {
            options.remove(name);
        }
        Object id = options.remove("clientSideId");
        String uri = "launchdarkly-audience:" + (id == null ? StandIn.DEFAULT_ENVIRONMENT : id) + "?"
                + URISupport.createQueryString(options);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").to(uri);
                }
            });
            Throwable thrown = catchThrowable(context::start);
            assertThat(thrown).isNotNull();
            List<String> messages = new ArrayList<>();
            for (Throwable each = thrown; each != null; each = each.getCause()) {
                messages.add(String.valueOf(each.getMessage()));
            }
            assertThat(messages).anyMatch(message -> message.contains(said));
            if (!name.equals("clientSideId")) {
                assertThat(messages).noneMatch(message -> message.contains(CANARY));
            }
        }
    }
}
