package io.github.camelaudience.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The pages in a real browser: readable for everybody at every width, by keyboard, live, and under their policy. Skipped where there is
 * no Chromium. With {@code -Dpage.screenshots=<folder>} it leaves pictures.
 */
class PageBrowserTest {

    private static final int TAB = 9;
    private static final int ENTER = 13;

    @TempDir
    static Path folder;

    private static StandIn launchDarkly;
    private static Operated operated;
    private static Chromium browser;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> binary = Chromium.find();
        assumeTrue(binary.isPresent(), "no Chromium here: install one, or name it by -Dchromium=<path>");
        launchDarkly = StandIn.builder().rateLimit(RateLimit.global(400)).start();
        operated = Operated.start(
                launchDarkly,
                folder,
                "camel.kamelet.launchdarkly-audience-sink.retryTimeout=1s",
                "camel.kamelet.launchdarkly-audience-sink.verifyOnStart=false");
        for (int i = 0; i < 60; i++) {
            operated.message(SegmentMessage.identify("user-" + i).enters("power_users_" + i % 12));
        }
        operated.message(SegmentMessage.identify("ada@example.com").says("power_users_1", 17));
        operated.message(SegmentMessage.identify("grace@example.com").says("power_users_2", 3));
        operated.message(SegmentMessage.identify("user-1").leaves("power_users_1"));
        operated.message(SegmentMessage.identify("user-1").enters("<script>document.title='broken'</script>"));
        browser = Chromium.start(binary.get(), folder.resolve("profile"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (operated != null) {
            operated.close();
            launchDarkly.close();
        }
    }

    private static void picture(String name, int width, boolean dark) throws Exception {
        String pictures = System.getProperty("page.screenshots", "");
        if (!pictures.isEmpty()) {
            browser.screenshot(Path.of(pictures, name + "-" + width + (dark ? "-dark" : "") + ".png"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "390, true", "320, false"})
    void everybodyCanReadIt(int width, boolean dark) throws Exception {
        browser.look(width, dark);
        browser.open(operated.url("/operator"));
        browser.evaluate(
                "document.getElementById('message').value = "
                        + "'{\"type\":\"identify\",\"userId\":\"ada\",\"traits\":{}}'; document.getElementById('explain').click(); true");
        browser.awaitTrue("document.getElementById('answer') !== null");
        browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true); true");
        assertThat(browser.violations()).isEmpty();
        assertThat(browser.isTooWide()).isFalse();
        picture("page", width, dark);
    }

    @ParameterizedTest
    @CsvSource({"1280, true", "320, false"})
    void everybodyCanReadWhatIsHeld(int width, boolean dark) throws Exception {
        launchDarkly.faults(FaultPlan.always(Fault.status(401)));
        operated.message(SegmentMessage.identify("refused-" + width + dark).enters("power_users_3"));
        try {
            browser.look(width, dark);
            browser.open(operated.url("/operator"));
            browser.awaitTrue("document.querySelector('#state .bad button') !== null");
            assertThat(browser.violations()).isEmpty();
            assertThat(browser.isTooWide()).isFalse();
            picture("held", width, dark);
        } finally {
            launchDarkly.faults(FaultPlan.none());
        }
        browser.evaluate("document.querySelector('#state .bad button').click(); true");
        browser.awaitTrue("document.querySelector('#state .notice') !== null");
        assertThat(operated.message(
                        SegmentMessage.identify("accepted-" + width + dark).enters("power_users_3")))
                .isEqualTo(200);
        browser.awaitTrue("document.querySelector('#state .good') !== null");
    }

    @Test
    void itIsLiveWithoutBeingLoadedAgainAndStopsWhenNobodySeesIt() throws Exception {
        browser.look(1280, false);
        browser.open(operated.url("/operator"));
        browser.evaluate("window.mine = true; document.getElementById('uri-1').open = true; true");
        operated.message(SegmentMessage.identify("user-1").enters("newcomers"));
        browser.awaitTrue("document.getElementById('audiences').textContent.includes('newcomers')");
        assertThat(browser.evaluate("window.mine && document.getElementById('uri-1').open && "
                                + "document.getElementById('link').textContent")
                        .asText())
                .isEqualTo("Live");
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("Audience server");
        assertThat(browser.evaluate("document.getElementById('audiences').textContent.includes('<script>')")
                        .asBoolean())
                .isTrue();
        browser.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});"
                + "document.dispatchEvent(new Event('visibilitychange')); performance.clearResourceTimings(); true");
        browser.evaluate("new Promise(later => setTimeout(later, 2600)).then(() => true)");
        assertThat(browser.evaluate("performance.getEntriesByType('resource').length")
                        .asInt())
                .isZero();
        browser.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); true");
        browser.awaitTrue("performance.getEntriesByType('resource').length > 0");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theKeyboardReachesEverythingAndTheFocusStays() throws Exception {
        operated.message(SegmentMessage.identify("ada@example.com").says("power_users_1", 17));
        browser.look(1280, false);
        browser.open(operated.url("/operator"));
        for (String id : new String[] {"q", "find", "replayAll", "message", "explain", "user", "audience", "why"}) {
            for (int i = 0; i < 80 && !isFocused(id); i++) {
                browser.press("Tab", TAB);
            }
            assertThat(isFocused(id)).as(id).isTrue();
        }
        browser.evaluate("document.getElementById('replayAll').focus(); true");
        browser.awaitTrue("performance.getEntriesByType('resource').length > 1");
        assertThat(isFocused("replayAll")).isTrue();
        browser.press("Enter", ENTER);
        browser.awaitTrue("document.getElementById('fates') !== null");
        assertThat(browser.evaluate("document.getElementById('rejected').textContent")
                        .asText())
                .contains("rejected again");
        assertThat(browser.complaints()).isEmpty();
    }

    private static boolean isFocused(String id) {
        return browser.evaluate("document.activeElement.id").asText().equals(id);
    }

    @Test
    void theFilterIsLiveAndInTheAddress() throws Exception {
        browser.look(390, false);
        browser.open(operated.url("/operator"));
        browser.evaluate(
                "const q = document.getElementById('q'); q.value = 'users_11'; q.dispatchEvent(new Event('input')); true");
        browser.awaitTrue("document.querySelectorAll('#audiences tbody tr').length === 1");
        assertThat(browser.evaluate("location.search").asText()).isEqualTo("?q=users_11");
    }

    /** The picture of docs/server/page.md, which {@code -Dpage.picture=<file>} names. */
    @Test
    @EnabledIfSystemProperty(named = "page.picture", matches = ".+")
    void aPictureForTheDocs(@TempDir Path other) throws Exception {
        try (StandIn quiet = StandIn.builder().rateLimit(RateLimit.global(400)).start();
                Operated server = Operated.start(quiet, other)) {
            String[] names = {"power_users", "trial_ends_soon", "beta_testers", "churn_risk"};
            for (int i = 0; i < 120; i++) {
                server.message(SegmentMessage.identify("user-" + i).enters(names[i % 7 % names.length]));
            }
            for (int i = 0; i < 120; i += 9) {
                server.message(SegmentMessage.identify("user-" + i).leaves(names[i % 7 % names.length]));
            }
            server.message(SegmentMessage.identify("ada@example.com").says("power_users", 17));
            quiet.faults(FaultPlan.always(Fault.status(503)));
            server.launch(SegmentMessage.identify("user-1").enters("win_back"));
            browser.look(1280, false);
            browser.open(server.url("/operator"));
            browser.awaitTrue("document.querySelector('#state .warn') !== null");
            browser.screenshot(Path.of(System.getProperty("page.picture")));
            quiet.faults(FaultPlan.none());
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "320, true"})
    void everybodyCanReadTheStandIn(int width, boolean dark) throws Exception {
        browser.look(width, dark);
        browser.open(launchDarkly.url() + "/");
        browser.awaitTrue("document.querySelector('#segments article') !== null");
        assertThat(browser.violations()).isEmpty();
        assertThat(browser.isTooWide()).isFalse();
        assertThat(browser.complaints()).isEmpty();
        picture("stand-in", width, dark);
    }
}
