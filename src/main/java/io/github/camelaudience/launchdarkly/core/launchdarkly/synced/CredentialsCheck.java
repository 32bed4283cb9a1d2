package io.github.camelaudience.launchdarkly.core.launchdarkly.synced;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiHeaders;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport.Finding;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ErrorBodyReader;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.WebPage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * Asks LaunchDarkly whether the client-side ID and the access token are right, without changing anything: {@code HEAD
 * /sdk/goals/{clientSideId}} at the client SDK host, which never sees the token, and {@code GET
 * /api/v2/caller-identity} with it. Whether the token may write to this environment cannot be asked.
 */
final class CredentialsCheck {

    private static final byte[] NO_BODY = {};

    private final Transport transport;
    private final String apiUrl;
    private final String clientSdkUrl;
    private final AccessToken accessToken;
    private final String userAgent;

    CredentialsCheck(
            Transport transport, String apiUrl, String clientSdkUrl, AccessToken accessToken, String userAgent) {
        this.transport = Objects.requireNonNull(transport, "transport");
        this.apiUrl = Objects.requireNonNull(apiUrl, "apiUrl");
        this.clientSdkUrl = Objects.requireNonNull(clientSdkUrl, "clientSdkUrl");
        this.accessToken = Objects.requireNonNull(accessToken, "accessToken");
        this.userAgent = Objects.requireNonNull(userAgent, "userAgent");
    }

    /** Makes two requests, and tells what they say. Never throws for what is answered. */
    CredentialsReport check(String clientSideId) {
        Answer environment = ask(new Transport.Call(
                "HEAD",
                clientSdkUrl + "/sdk/goals/"
                        + URLEncoder.encode(clientSideId, StandardCharsets.UTF_8)
                                .replace("+", "%20"),
                Map.of("User-Agent", userAgent),
                NO_BODY));
        Answer identity = ask(new Transport.Call(
                "GET", apiUrl + "/api/v2/caller-identity", ApiHeaders.of(accessToken, userAgent), NO_BODY));
        return new CredentialsReport(
                clientSideId,
                environment.finding(404),
                "the client-side ID " + environment.verdict(clientSdkUrl, 404, "is not known at", "is known at"),
                identity.finding(401),
                "the access token " + identity.verdict(apiUrl, 401, "is not accepted by", "is accepted by"));
    }

    private Answer ask(Transport.Call call) {
        try {
            Transport.Reply reply = transport.exchange(call);
            boolean page = WebPage.isDeclaredBy(reply) || WebPage.isIn(reply);
            return new Answer(reply.status(), ErrorBodyReader.read(reply.body()), page, null);
        } catch (IOException e) {
            return new Answer(ApiOutcome.NO_ANSWER, ApiError.NONE, false, e);
        }
    }

    private record Answer(int status, ApiError error, boolean page, IOException failure) {

        /** A page is nobody's refusal; and a 403 is LaunchDarkly's if it says why, which none to {@code HEAD} does. */
        Finding finding(int wrong) {
            if (page || failure != null) {
                return Finding.UNKNOWN;
            }
            if (status >= 200 && status < 300) {
                return Finding.RIGHT;
            }
            boolean forbidden = status == 403 && error.code() != null && error.message() != null;
            return status == wrong || forbidden ? Finding.WRONG : Finding.UNKNOWN;
        }

        String verdict(String host, int wrong, String whenWrong, String whenGood) {
            if (failure != null) {
                return "could not be checked: no answer from " + host + " ("
                        + failure.getClass().getSimpleName() + ")";
            }
            String at = " " + host + " (status " + status + (page ? " with a web page" : "") + error.describe() + ")";
            return switch (finding(wrong)) {
                case RIGHT -> whenGood + " " + host;
                case WRONG -> whenWrong + at;
                case UNKNOWN -> "could not be checked at" + at;
            };
        }
    }
}
