package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.standin.Environment;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.StandInBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of an environment are checked or found, once, and never guessed. */
class EnvironmentsTest {

    private static final String ID = "5f0000000000000000000001";
    private static final EnvironmentKeys KEYS = new EnvironmentKeys("shop", "prod");

    private static StandInBuilder shop() {
        return StandIn.builder()
                .environment(Environment.of("shop", "prod", ID))
                .environment(Environment.of("shop", "test", "5f0000000000000000000002"));
    }

    /** So many projects with one environment each; that with the sought ID comes last. */
    private static StandInBuilder manyProjects(int count) {
        StandInBuilder builder = StandIn.builder().environment(Environment.of("shop", "prod", ID));
        for (int i = 1; i < count; i++) {
            builder.environment(Environment.of("a" + i, "prod", "5f00000000000000001" + String.format("%05d", i)));
        }
        return builder;
    }

    @Test
    void givenKeysAreCheckedOnce() {
        try (RestRig rig = new RestRig(shop(), KEYS)) {
            assertThat(rig.environments.find(ID).keys()).isEqualTo(KEYS);
            assertThat(rig.environments.find(ID).keys()).isEqualTo(KEYS);
            assertThat(rig.requests()).containsExactly("GET projects/shop/environments/prod");
        }
    }

    @Test
    void keysThatAreThoseOfAnotherEnvironmentAreNamedWithBothIds() {
        try (RestRig rig = new RestRig(shop(), new EnvironmentKeys("shop", "test"))) {
            Environments.Lookup lookup = rig.environments.find(ID);
            assertThat(lookup.keys()).isNull();
            assertThat(lookup.failure().disposition()).isEqualTo(Disposition.HELD);
            assertThat(lookup.failure().describeWithoutMessage())
                    .contains("environment test of project shop", "5f0000000000000000000002", ID, "correct");
        }
    }

    @ParameterizedTest
    @CsvSource({"shop, none", "none, prod"})
    void keysThatNothingHasAreNamedWithTheCure(String project, String environment) {
        try (RestRig rig = new RestRig(shop(), new EnvironmentKeys(project, environment))) {
            Environments.Lookup lookup = rig.environments.find(ID);
            assertThat(lookup.failure().disposition()).isEqualTo(Disposition.HELD);
            assertThat(lookup.failure().describeWithoutMessage())
                    .contains(
                            "has no environment " + environment + " of project " + project,
                            "projectKey and environmentKey must");
        }
    }

    @Test
    void keysAreFoundPageByPageAndOnce() {
        try (RestRig rig = new RestRig(manyProjects(45), null)) {
            assertThat(rig.environments.known(ID)).isNull();
            assertThat(rig.environments.find(ID).keys()).isEqualTo(KEYS);
            assertThat(rig.environments.known(ID)).isEqualTo(KEYS);
            int asked = rig.requests().size();
            assertThat(asked).isBetween(1, 3);
            assertThat(rig.environments.find(ID).keys()).isEqualTo(KEYS);
            assertThat(rig.requests()).hasSize(asked);
        }
    }

    @Test
    void eachClientSideIdHasItsOwnKeys() {
        try (RestRig rig = new RestRig(shop(), KEYS)) {
            assertThat(rig.environments.find("5f0000000000000000000002").keys())
                    .isEqualTo(new EnvironmentKeys("shop", "test"));
            assertThat(rig.environments.find(ID).keys()).isEqualTo(KEYS);
        }
    }

    @Test
    void anIdThatNoProjectHasIsSaidAndLookedForAgain() {
        try (RestRig rig = new RestRig(manyProjects(25), null)) {
            Environments.Lookup lookup = rig.environments.find("5f00000000000000000000ff");
            assertThat(lookup.failure().disposition()).isEqualTo(Disposition.HELD);
            assertThat(lookup.failure().describeWithoutMessage())
                    .contains("none of the 25 projects", "5f00000000000000000000ff", "correct the client-side ID");
            int asked = rig.requests().size();
            assertThat(rig.environments.find("5f00000000000000000000ff").keys()).isNull();
            assertThat(rig.requests()).hasSize(2 * asked);
        }
    }

    @Test
    void aSearchThatIsThrottledGoesOnWhereItStopped() {
        try (RestRig rig = new RestRig(manyProjects(45), null)) {
            String absent = "5f00000000000000000000ff";
            rig.launchDarkly.faults(
                    FaultPlan.script(Fault.none(), Fault.status(429)).on(Route.LIST_PROJECTS));
            assertThat(rig.environments.find(absent).failure().disposition()).isEqualTo(Disposition.THROTTLED);
            assertThat(rig.environments.find(absent).failure().describe()).contains("none of the 45 projects");
            assertThat(rig.requests()).hasSize(4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, HELD",
        "422, HELD",
        "413, HELD",
        "401, UNAUTHORIZED",
        "403, UNAUTHORIZED",
        "429, THROTTLED",
        "500, TRANSIENT",
        "404, HELD",
        "302, HELD"
    })
    void noAnswerToTheQuestionIsAMembersFault(int status, Disposition disposition) {
        for (EnvironmentKeys given : new EnvironmentKeys[] {KEYS, null}) {
            try (RestRig rig = new RestRig(shop(), given)) {
                rig.launchDarkly.faults(
                        FaultPlan.always(Fault.status(status)).on(Route.LIST_PROJECTS, Route.GET_ENVIRONMENT));
                assertThat(rig.environments.find(ID).failure().disposition()).isEqualTo(disposition);
                rig.launchDarkly.faults(FaultPlan.none());
                assertThat(rig.environments.find(ID).keys()).isEqualTo(KEYS);
            }
        }
    }

    @Test
    void aProjectWhoseEnvironmentsDoNotAllStandInTheListIsReadFurther() {
        String first =
                "{\"items\":[{\"key\":\"shop\",\"environments\":{\"totalCount\":2,\"items\":[{\"_id\":\"x\",\"key\":\"a\"}]}}]}";
        String further = "{\"totalCount\":2,\"items\":[{\"_id\":\"" + ID + "\",\"key\":\"prod\"}]}";
        Environments environments = new Environments(
                ScriptedAnswers.api(List.of(first, further), asked -> {
                    assertThat(asked.get(1)).isEqualTo("/api/v2/projects/shop/environments?limit=20&offset=1");
                }),
                "other",
                null);
        assertThat(environments.find(ID).keys()).isEqualTo(KEYS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"items\":[null,{},{\"key\":\"p\",\"environments\":{\"items\":[null,{}],\"totalCount\":2}}]}"
            })
    void aListThatHoldsLittleFindsNothing(String document) {
        Environments environments =
                new Environments(ScriptedAnswers.api(List.of(document), asked -> {}), "other", null);
        assertThat(environments.find(ID).failure().disposition()).isEqualTo(Disposition.HELD);
    }

    @Test
    void aListThatIsNoneIsHeld() {
        Environments environments = new Environments(ScriptedAnswers.api(List.of("[1"), asked -> {}), "other", null);
        assertThat(environments.find(ID).failure().describe())
                .contains("could not be listed", "projectKey and environmentKey");
    }

    /** Deleted between two pages, or since the search was stopped by an answer such as 429. */
    @Test
    void aProjectThatIsGoneMeanwhileDoesNotEndTheSearchForEver() {
        String projects =
                "{\"items\":[{\"key\":\"gone\",\"environments\":{\"totalCount\":30,\"items\":[{\"_id\":\"x\",\"key\":\"a\"}]}},"
                        + "{\"key\":\"shop\",\"environments\":{\"totalCount\":30,\"items\":[{\"_id\":\"y\",\"key\":\"b\"}]}}]}";
        String found = "{\"totalCount\":30,\"items\":[{\"_id\":\"" + ID + "\",\"key\":\"prod\"}]}";
        Transport transport = call -> call.url().contains("/projects/gone/")
                ? new Transport.Reply(
                        404,
                        name -> null,
                        "{\"code\":\"not_found\",\"message\":\"Unknown project key\"}".getBytes(StandardCharsets.UTF_8))
                : new Transport.Reply(
                        200,
                        name -> null,
                        (call.url().contains("/projects/shop/") ? found : projects).getBytes(StandardCharsets.UTF_8));
        Environments environments = new Environments(
                new RestApi(transport, "https://api", new AccessToken("api-1"), "test"), "other", null);
        environments.find(ID);
        assertThat(environments.find(ID).keys()).isEqualTo(KEYS);
    }
}
