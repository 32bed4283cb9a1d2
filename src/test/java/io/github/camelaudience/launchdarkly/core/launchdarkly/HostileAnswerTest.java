package io.github.camelaudience.launchdarkly.core.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands between us and LaunchDarkly may answer anything: an outcome comes of it, never an exception. */
class HostileAnswerTest {

    /** What Jackson takes for UTF-32, and cannot decode. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0{\0\0",
                "{\0\0\0}\u00ff\u00ff\u00ff",
                "\0\0\u00fe\u00ff\u00ff\u00ff\u00ff\u00ff",
                "\u00ff\u00fe\0\0\u00ff\u00ff"
            })
    void bodyInAnEncodingOfItsOwn(String body) {
        Transport transport =
                call -> new Transport.Reply(503, name -> null, body.getBytes(StandardCharsets.ISO_8859_1));
        CredentialsReport report = new SyncedSegments(
                        transport, "https://api", "https://sdk", new AccessToken("api-1"), "test")
                .verify("env");

        assertThat(report.ok()).isFalse();
        assertThat(ErrorBodyReader.read(body.getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(ApiError.NONE);
    }

    /** The day of the week has to be right for a date to be one. */
    @ParameterizedTest
    @ValueSource(strings = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"})
    void yearBeyondWhatMillisecondsCanCount(String day) {
        assertThat(HttpDates.parse(day + ", 01 Jan +999999999 00:00:00 GMT")).isEqualTo(OptionalLong.empty());
        assertThat(HttpDates.parse(day + " Jan  1 00:00:00 +999999999")).isEqualTo(OptionalLong.empty());
    }
}
