package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.standin.StandIn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker itself: it would notice. */
class SoakCheckTest {

    @ParameterizedTest
    @CsvSource({
        "101, 101, true",
        "101, 11, true",
        "101, 1, true",
        "101, 1100011, true",
        "0110, 010, true",
        "1, 0, false",
        "10, 01, false",
        "10, 101, false",
        "1110, 10101, false",
        "0001, 10, false",
    })
    void valuesMayBeLeftOutAndRepeatedButNotReordered(String sent, String applied, boolean explained) {
        boolean[] values = new boolean[sent.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = sent.charAt(i) == '1';
        }
        assertThat(SoakCheck.explains(
                        values, applied.chars().mapToObj(digit -> digit == '1').toList()))
                .isEqualTo(explained);
    }

    @Test
    void missingWrongAndUnknownMembershipsAreCounted() throws Exception {
        SoakPlan plan = new SoakPlan(2_000, 4, 1, 1, 0, false, 3, false, 100, 100, AudiencesPerRequest.one);
        SoakEvents events = new SoakEvents(plan);
        boolean[][] history = events.history();
        try (StandIn launchDarkly = StandIn.start()) {
            apply(launchDarkly, "user-0", last(history[0]));
            apply(launchDarkly, "user-1", !last(history[1]));
            apply(launchDarkly, "user-2", !last(history[2]));
            apply(launchDarkly, "user-2", last(history[2]));
            apply(launchDarkly, "somebody", true);
            SoakCheck check = new SoakCheck(events, launchDarkly);
            assertThat(check.missing()).isEqualTo(1);
            assertThat(check.wrong()).isEqualTo(2);
            assertThat(check.outOfOrder()).isZero();
        }
    }

    private static boolean last(boolean[] values) {
        return values[values.length - 1];
    }

    private static void apply(StandIn launchDarkly, String userId, boolean value) throws Exception {
        String body = "{\"environmentId\":\"" + launchDarkly.environment() + "\",\"contextKind\":\"user\",\"batch\":[{"
                + "\"userId\":\"" + userId + "\",\"cohortName\":\"a\",\"cohortId\":\"aud_audience_0\",\"value\":"
                + value
                + "}]}";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(launchDarkly.url() + "/api/v2/segment-targets/segment-audiences"))
                .header("Authorization", launchDarkly.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isBetween(200, 299);
    }
}
