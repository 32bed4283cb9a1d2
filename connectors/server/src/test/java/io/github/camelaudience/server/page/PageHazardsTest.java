package io.github.camelaudience.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.server.Running;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes again goes where it belongs, and Camel's consoles beside the page are for those who may see the page. */
class PageHazardsTest {

    /** Sorts before that of the stand-in. */
    private static final String OTHER = "000000000000000000000001";

    @TempDir
    Path folder;

    private Operated withTwoDeliveries(StandIn launchDarkly) throws Exception {
        Path other = Files.writeString(
                folder.resolve("other.camel.yaml"), """
                - route:
                    id: other
                    from:
                      uri: direct:other
                      steps:
                        - to:
                            uri: launchdarkly-audience
                            parameters:
                              clientSideId: %s
                              accessToken: %s
                              baseUrl: %s
                """.formatted(OTHER, launchDarkly.token(), launchDarkly.url()));
        return Operated.start(
                launchDarkly,
                folder,
                "camel.main.routes-include-pattern=" + Running.routes("segment-http-to-launchdarkly") + ",file:"
                        + other);
    }

    @Test
    void ofSeveralDeliveriesOneIsChosenAndNeverGuessed() throws Exception {
        try (StandIn launchDarkly = StandIn.builder()
                        .environment(StandIn.DEFAULT_ENVIRONMENT)
                        .environment(OTHER)
                        .start();
                Operated operated = withTwoDeliveries(launchDarkly)) {
            String broken = SegmentMessage.identify("margaret").says("apollo", 17);
            assertThat(operated.message(broken)).isEqualTo(422);
            Path kept = operated.kept().get(0);
            Files.writeString(kept, broken.replace("17", "true"));
            String id = "segment.http.rejected/" + kept.getFileName();

            // as a form of the page without a choice in it
            operated.post("/operator/replay", Map.of("token", operated.token(), "id", id));
            assertThat(launchDarkly.memberships().keySet())
                    .as("delivered to an environment that nobody has chosen")
                    .isEmpty();
            assertThat(kept).exists();
            operated.post("/operator/replay", Map.of("token", operated.token(), "id", id, "delivery", ""));
            assertThat(launchDarkly.memberships().keySet()).isEmpty();

            Matcher form = Pattern.compile("(?s)<form method=\"post\" action=\"/operator/replay\">(.*?)</form>")
                    .matcher(operated.page());
            while (form.find()) {
                assertThat(form.group(1)).contains("<select", "name=\"delivery\"", "required");
            }
            operated.post("/operator/replay", Map.of("token", operated.token(), "id", id, "delivery", "2"));
            assertThat(launchDarkly.memberships().keySet())
                    .singleElement()
                    .satisfies(slot -> assertThat(slot.environment()).isNotEqualTo(OTHER));
            assertThat(kept).doesNotExist();
        }
    }

    private static String send(Path into) {
        return "/q/dev/send?endpoint=" + URLEncoder.encode("file:" + into + "?fileName=x", StandardCharsets.UTF_8)
                + "&body=x";
    }

    @Test
    void anotherSiteReachesNoConsole() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Operated operated = Operated.start(launchDarkly, folder)) {
            assertThat(operated.get("/q/dev/launchdarkly-audience").statusCode())
                    .isEqualTo(200);
            Path written = folder.resolve("written");
            // an <img> of any web page that somebody looks at on this machine, or behind the tunnel that the docs show
            int status = operated.get(send(written), "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors")
                    .statusCode();
            assertThat(written).as("a file that another site has written").doesNotExist();
            assertThat(status).isEqualTo(403);
            int port = operated.server.managementPort;
            for (String path : List.of("/q/dev", "/q/dev/", "/q/dev/properties", "/q/dev/launchdarkly-audience")) {
                assertThat(RawRequest.get(port, path, "evil.example")).as(path).isEqualTo(403);
                assertThat(operated.get(path, "Origin", "http://evil.example").statusCode())
                        .as(path)
                        .isEqualTo(403);
            }
            assertThat(RawRequest.get(port, "/q//dev/properties", "evil.example"))
                    .isIn(403, 404);
            assertThat(RawRequest.get(port, "/q/%64ev/properties", "evil.example"))
                    .isIn(403, 404);
            assertThat(operated.get("/observe/health", "Sec-Fetch-Site", "cross-site")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aConsoleAsksForThePasswordOfThePage() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Operated operated = Operated.start(launchDarkly, folder, "audience.page.password=correct horse")) {
            assertThat(operated.get("/q/dev/launchdarkly-audience").statusCode())
                    .isEqualTo(401);
            String login =
                    Base64.getEncoder().encodeToString("operator:correct horse".getBytes(StandardCharsets.UTF_8));
            assertThat(operated.get("/q/dev/launchdarkly-audience", "Authorization", "Basic " + login)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void beyondThisMachineThereIsNoConsoleWithoutAPassword() throws Exception {
        try (StandIn launchDarkly = StandIn.start();
                Operated operated = Operated.start(
                        launchDarkly, folder, "camel.management.host=0.0.0.0", "audience.page.enabled=false")) {
            Path written = folder.resolve("written");
            int status = operated.get(send(written)).statusCode();
            assertThat(written)
                    .as("a file that anybody in the network has written")
                    .doesNotExist();
            assertThat(status).isEqualTo(403);
            assertThat(operated.get("/observe/health").statusCode()).isEqualTo(200);
        }
    }
}
