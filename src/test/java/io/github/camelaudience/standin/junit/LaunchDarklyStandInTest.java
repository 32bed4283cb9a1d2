package io.github.camelaudience.standin.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The extension as its users see it: classes that carry the annotation are run, and what they saw is looked at. */
class LaunchDarklyStandInTest {

    private static final List<StandIn> SEEN = new ArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void eachTestHasItsOwnAndItIsClosedAfterwards() {
        run(OneEach.class, 2);
        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
        assertThat(SEEN).noneMatch(LaunchDarklyStandInTest::listens);
    }

    @Test
    void aStaticFieldIsShared() {
        run(Shared.class, 2);
        assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
        assertThat(SEEN).noneMatch(LaunchDarklyStandInTest::listens);
    }

    @Test
    void fieldsOfOuterAndSuperClassesAreSetAndNamesAreThoseOfTheAnnotation() {
        run(Inherits.class, 2);
        assertThat(SEEN).extracting(StandIn::token).containsOnly("api-mine");
        assertThat(SEEN).extracting(StandIn::environment).containsOnly("env-mine");
    }

    @Test
    void aFinalFieldIsRefusedByName() {
        TestExecutionSummary summary = summary(Final.class);
        assertThat(summary.getTestsFailedCount()).isEqualTo(1);
        assertThat(summary.getFailures().get(0).getException())
                .hasMessageContaining("final field")
                .hasMessageContaining("launchDarkly");
    }

    private static void run(Class<?> tests, int count) {
        TestExecutionSummary summary = summary(tests);
        assertThat(summary.getFailures())
                .as(() -> summary.getFailures().get(0).getException().toString())
                .isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(count);
    }

    private static TestExecutionSummary summary(Class<?> tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    private static boolean listens(StandIn standIn) {
        try (Socket socket = new Socket("127.0.0.1", standIn.port())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @LaunchDarklyStandIn
    static class OneEach {
        StandIn launchDarkly;

        @BeforeEach
        void isSetBefore() {
            assertThat(listens(launchDarkly)).isTrue();
        }

        @Test
        void one(StandIn same) {
            assertThat(same).isSameAs(launchDarkly);
            SEEN.add(launchDarkly);
        }

        @Test
        void two() {
            SEEN.add(launchDarkly);
        }
    }

    @LaunchDarklyStandIn
    static class Shared {
        static StandIn launchDarkly;

        @Test
        void one() {
            SEEN.add(launchDarkly);
        }

        @Test
        void two() {
            SEEN.add(launchDarkly);
        }
    }

    @LaunchDarklyStandIn(token = "api-mine", environment = "env-mine")
    static class Base {
        StandIn launchDarkly;
    }

    static class Inherits extends Base {
        @Test
        void inTheClass() {
            SEEN.add(launchDarkly);
        }

        @Nested
        class Inner {
            @Test
            void inside() {
                SEEN.add(launchDarkly);
            }
        }
    }

    @LaunchDarklyStandIn
    static class Final {
        private final StandIn launchDarkly = null;

        @Test
        void never() {
            assertThat(launchDarkly).isNotNull();
        }
    }
}
