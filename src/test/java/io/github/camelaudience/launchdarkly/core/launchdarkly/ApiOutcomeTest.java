package io.github.camelaudience.launchdarkly.core.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of answers, status by status, and what tells a web page from LaunchDarkly's answer. */
class ApiOutcomeTest {

    private static final Set<Integer> TRANSIENT = Set.of(408, 409, 423, 425);
    private static final Map<Integer, Disposition> OWN_ROW = Map.of(
            400, Disposition.REFUSED,
            422, Disposition.REFUSED,
            413, Disposition.TOO_LARGE,
            429, Disposition.THROTTLED,
            401, Disposition.UNAUTHORIZED,
            403, Disposition.UNAUTHORIZED,
            501, Disposition.HELD);

    static Stream<Arguments> statuses() {
        return IntStream.rangeClosed(100, 599).mapToObj(status -> Arguments.of(status, expected(status)));
    }

    private static Disposition expected(int status) {
        if (OWN_ROW.containsKey(status)) {
            return OWN_ROW.get(status);
        }
        if (TRANSIENT.contains(status) || status >= 500) {
            return Disposition.TRANSIENT;
        }
        return status / 100 == 2 ? Disposition.ACCEPTED : Disposition.HELD;
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void everyStatusHasItsRow(int status, Disposition disposition) {
        ApiOutcome outcome = ApiOutcome.answered(reply(status, null, ""));
        assertThat(outcome.disposition()).isEqualTo(disposition);
        assertThat(outcome.describe()).startsWith("status " + status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html | <html></html>",
                "text/html; charset=utf-8 | Please log in",
                "TEXT/HTML | x",
                "application/xhtml+xml | x",
                "application/json | <!DOCTYPE html><html>",
                " | '  \n<!-- portal --><html>'",
                " | '\u00ef\u00bb\u00bf<html>'",
                "text/plain | <?xml version='1.0'?><html/>"
            })
    void aPageIsNoSuccess(String type, String body) {
        for (int status : new int[] {200, 201, 202, 203, 206, 207, 299}) {
            ApiOutcome outcome = ApiOutcome.answered(reply(status, type, body));
            assertThat(outcome.disposition()).isEqualTo(Disposition.HELD);
            assertThat(outcome.describeWithoutMessage()).contains("web page");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | {}",
                "application/json | {\"note\":\"<html>\"}",
                " | ",
                "text/html | ''",
                "text/plain | OK"
            })
    void whatIsNoPageIsASuccess(String type, String body) {
        assertThat(ApiOutcome.answered(reply(200, type, body)).disposition()).isEqualTo(Disposition.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | <html> | true",
                "403 | '' | true",
                "403 | {\"message\":\"x\"} | true",
                "403 | {\"code\":\"x\"} | true",
                "403 | {\"code\":\"forbidden\",\"message\":\"x\"} | false",
                "401 | '' | false"
            })
    void a403ThatIsNotLaunchDarklysIsTold(int status, String body, boolean foreign) {
        assertThat(ApiOutcome.answered(reply(status, null, body)).isForeign403())
                .isEqualTo(foreign);
    }

    private static Transport.Reply reply(int status, String type, String body) {
        return new Transport.Reply(
                status,
                name -> name.equalsIgnoreCase("content-type") ? type : null,
                (body == null ? "" : body).getBytes(StandardCharsets.ISO_8859_1));
    }
}
