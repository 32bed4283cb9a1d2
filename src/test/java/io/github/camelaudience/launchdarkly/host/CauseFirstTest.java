package io.github.camelaudience.launchdarkly.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.standin.StandIn;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a host that has no launcher of ours, as a Camel Main of one's own, the log says what is wrong before Camel's trace does. */
class CauseFirstTest {

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";

    private final StandIn launchDarkly = StandIn.start();
    private final List<LogEvent> errors = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final AbstractAppender appender = new AbstractAppender("errors", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            if (event.getLevel().isMoreSpecificThan(Level.ERROR)) {
                errors.add(event.toImmutable());
            }
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        root.addAppender(appender);
    }

    @AfterEach
    void stop() {
        root.removeAppender(appender);
        launchDarkly.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                SINK + "contextKye | email_only | has no parameter contextKye: it is probably contextKey",
                "camel.kamelet.launchdarkly-audience-sin.dryRun | true | there is no Kamelet launchdarkly-audience-sin",
                SINK + "contextKey | emial_only | emial_only",
                SINK + "baseUrl | http://127.0.0.1:1/api/v2 | baseUrl",
                SINK + "accessToken | sdk-5afe57a4-0000-4000-8000-000000000000 | accessToken is an SDK key",
                SINK + "accessToken | 5f0000000000000000000009 | accessToken is a client-side ID",
                SINK + "clientSideId | api-5afe57a4-0000-4000-8000-000000000000 | clientSideId is a key or token",
                SINK + "retryTimeout | 99d | retryTimeout",
                SINK + "backend | bigger | bigger",
                SINK + "trigger | type = \"nothing of segment\" and | trigger",
                SINK + "clientSideId | 5f0000000000000000000009 | client-side ID",
                SINK + "accessToken | api-00000000-0000-4000-8000-000000000000 | token",
            })
    void theFirstErrorIsTheSentence(String property, String value, String sentence) {
        Main main = new Main();
        main.addInitialProperty(SINK + "clientSideId", launchDarkly.environment());
        main.addInitialProperty(SINK + "accessToken", launchDarkly.token());
        main.addInitialProperty(SINK + "baseUrl", launchDarkly.url());
        main.addInitialProperty(SINK + "verifyOnStart", "true");
        main.addInitialProperty(property, value);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:messages").to("kamelet:launchdarkly-audience-sink");
            }
        });
        try {
            assertThatThrownBy(main::start).satisfies(thrown -> assertThat(FailedStart.sentence(thrown))
                    .contains(sentence));
        } finally {
            main.stop();
        }
        LogEvent first = errors.get(0);
        assertThat(first.getThrown()).isNull();
        assertThat(first.getMessage().getFormattedMessage())
                .startsWith("cannot start: ")
                .contains(sentence)
                .doesNotContain("\n");
        assertThat(errors)
                .filteredOn(error -> error.getMessage().getFormattedMessage().startsWith("cannot start: "))
                .hasSize(1);
    }
}
