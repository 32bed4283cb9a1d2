package io.github.camelaudience.launchdarkly.core.launchdarkly.standard;

import static io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestRig.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.AudienceSegments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.EnvironmentKeys;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestRig;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.standin.Environment;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.Lane;
import io.github.camelaudience.standin.RecordedRequest;
import io.github.camelaudience.standin.Refusal;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.StandInBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked of LaunchDarkly for a standard segment, and what its answers mean. */
class StandardSegmentsTest {

    private static final EnvironmentKeys KEYS = new EnvironmentKeys("default", "test");
    private static final String ID = "5f0000000000000000000001";

    private final RestRig rig = new RestRig(StandIn.builder(), KEYS);
    private final StandardSegments backend = rig.standard();

    private static List<MembershipChange> crowd(RestRig rig, String audience, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> rig.enters(audience, "u" + i))
                .toList();
    }

    /** Sends them as delivery would, in batches of the contract. */
    private static void fill(RestRig rig, SegmentBackend backend, String audience, int size) {
        for (int i = 0; i < size; i += StandardSegments.MOST_OPERATIONS) {
            ApiOutcome outcome = backend.send(
                    update(backend, crowd(rig, audience, i, Math.min(size, i + StandardSegments.MOST_OPERATIONS))));
            assertThat(outcome.disposition()).isEqualTo(Disposition.ACCEPTED);
        }
    }

    @Test
    void aSegmentIsLookedAtOnceMadeIfItIsNotThereAndPatched() {
        try (rig) {
            assertThat(backend.send(update(backend, rig.enters("a", "u1"), rig.leaves("a", "u2")))
                            .disposition())
                    .isEqualTo(Disposition.ACCEPTED);
            assertThat(backend.send(update(backend, rig.leaves("a", "u1"))).disposition())
                    .isEqualTo(Disposition.ACCEPTED);
            assertThat(rig.requests())
                    .containsExactly(
                            "GET projects/default/environments/test",
                            "GET segments/default/test/segment-a",
                            "POST segments/default/test",
                            "PATCH segments/default/test/segment-a",
                            "PATCH segments/default/test/segment-a");
            List<RecordedRequest> sent = rig.launchDarkly.requests();
            assertThat(sent.get(2).bodyText())
                    .isEqualTo(
                            "{\"name\":\"a name\",\"key\":\"segment-a\",\"description\":\"Members come from audience messages of"
                                    + " Twilio Segment. [segment-audience:a]\",\"unbounded\":false}");
            assertThat(sent.get(3).header("Content-Type"))
                    .isEqualTo("application/json; domain-model=launchdarkly.semanticpatch");
            assertThat(sent).allSatisfy(request -> {
                assertThat(request.header("Authorization")).isEqualTo(StandIn.DEFAULT_TOKEN);
                assertThat(request.header("LD-API-Version")).isEqualTo("20240415");
                assertThat(request.header("User-Agent")).isEqualTo("test");
            });
            assertThat(rig.launchDarkly.members("a")).isEmpty();
        }
    }

    @Test
    void contextsOfAllKindsShareAPatchAndWhoLeavesComesFirst() {
        try (rig) {
            MembershipChange[] members = {
                rig.enters("a", "u1"),
                rig.change("device", "a", "d1", true),
                rig.leaves("a", "u2"),
                rig.enters("a", "u3")
            };
            String body = backend.render(update(backend, members));
            backend.send(update(backend, members));
            assertThat(rig.launchDarkly.syncRequests().get(0).bodyText())
                    .isEqualTo(body)
                    .isEqualTo(
                            "{\"environmentKey\":\"test\",\"instructions\":["
                                    + "{\"kind\":\"removeIncludedTargets\",\"contextKind\":\"user\",\"values\":[\"u2\"]},"
                                    + "{\"kind\":\"addIncludedTargets\",\"contextKind\":\"device\",\"values\":[\"d1\"]},"
                                    + "{\"kind\":\"addIncludedTargets\",\"contextKind\":\"user\",\"values\":[\"u1\",\"u3\"]}]}");
            assertThat(rig.launchDarkly.members("a")).containsExactly("d1", "u1", "u3");
        }
    }

    @Test
    void aPatchHasAtMost1500OperationsAndOneAtATime() {
        try (rig) {
            assertThat(backend.limits()).isEqualTo(BatchLimits.oneAtATime(1500));
        }
    }

    @Test
    void noMemberAddsMoreBytesThanAreCounted() {
        try (rig) {
            List<MembershipChange> members = new ArrayList<>();
            int counted = 0;
            for (String kind : List.of("user", "device", "x")) {
                for (String key : List.of("u", "\u00e9\"\\", "\u0001", "long".repeat(50))) {
                    int before = bytes(members);
                    MembershipChange member = rig.change(kind, "a", key, key.length() % 2 == 0);
                    members.add(member);
                    counted = backend.ownBytes(member.slot())
                            + backend.sharedBytes(backend.targetOf(member.slot()), "a name");
                    assertThat(bytes(members) - before).isLessThanOrEqualTo(counted);
                }
            }
        }
    }

    private static int bytes(List<MembershipChange> members) {
        return SemanticPatch.write("test", members).length;
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request, REFUSED",
        "401, unauthorized, UNAUTHORIZED",
        "404, not_found, AUDIENCE_HELD",
        "405, method_not_allowed, AUDIENCE_HELD",
        "409, optimistic_locking_error, TRANSIENT",
        "413, '', TOO_LARGE",
        "429, rate_limited, THROTTLED",
        "503, '', TRANSIENT",
        "302, '', HELD",
        "200, '', ACCEPTED"
    })
    void whatAnAnswerToAPatchMeans(int status, String code, Disposition disposition) {
        try (rig) {
            String body = code.isEmpty() ? "{}" : "{\"code\":\"" + code + "\",\"message\":\"words of LaunchDarkly\"}";
            rig.launchDarkly.faults(FaultPlan.script(
                            Fault.status(status).withBody(body),
                            Fault.status(status).withBody(body))
                    .on(Route.PATCH_SEGMENT));
            ApiOutcome outcome = backend.send(update(backend, rig.enters("a", "u1"), rig.enters("a", "u2")));
            assertThat(outcome.disposition()).isEqualTo(disposition);
        }
    }

    @Test
    void aSegmentThatIsDeletedMeanwhileIsMadeAgain() throws Exception {
        try (rig) {
            backend.send(update(backend, rig.enters("a", "u1")));
            rig.launchDarkly.reset();
            assertThat(backend.send(update(backend, rig.enters("a", "u2"))).disposition())
                    .isEqualTo(Disposition.ACCEPTED);
            assertThat(rig.requests())
                    .containsExactly(
                            "PATCH segments/default/test/segment-a",
                            "GET segments/default/test/segment-a",
                            "POST segments/default/test",
                            "PATCH segments/default/test/segment-a");
            assertThat(rig.launchDarkly.members("a")).containsExactly("u2");
        }
    }

    @Test
    void whoeverMakesTheSegmentFirstItIsTheAudiences() {
        try (rig) {
            rig.launchDarkly.faults(
                    FaultPlan.script(Fault.reset(Fault.Moment.AFTER_APPLYING)).on(Route.CREATE_SEGMENT));
            assertThat(backend.send(update(backend, rig.enters("a", "u1"))).disposition())
                    .isEqualTo(Disposition.TRANSIENT);
            rig.launchDarkly.faults(
                    FaultPlan.script(Fault.status(404).withBody("{\"code\":\"not_found\",\"message\":\"not yet\"}"))
                            .on(Route.GET_SEGMENT));
            assertThat(backend.send(update(backend, rig.enters("a", "u1"))).disposition())
                    .as("409 key_exists on creation")
                    .isEqualTo(Disposition.ACCEPTED);
            assertThat(rig.launchDarkly.members("a")).containsExactly("u1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"A\",\"key\":\"segment-a\"} | was made by someone else | put [segment-audience:a] into its description",
                "{\"name\":\"A\",\"key\":\"segment-a\",\"description\":\"[segment-audience:b]\"} | was made by someone else | set another segmentKey",
                "{\"name\":\"A\",\"key\":\"segment-a\",\"unbounded\":true,\"description\":\"[segment-audience:a]\"} | is a big segment, not a standard one, and LaunchDarkly converts none | set backend=big or another segmentKey",
            })
    void aSegmentThatIsNotTheAudiencesIsLeftAloneAndOthersGoOn(String document, String what, String cure) {
        try (rig) {
            rig.launchDarkly.createSegment("default", "test", document);
            ApiOutcome outcome = backend.send(update(backend, rig.enters("a", "u1")));
            assertThat(outcome.disposition()).isEqualTo(Disposition.AUDIENCE_HELD);
            assertThat(outcome.describeWithoutMessage())
                    .contains("segment segment-a in environment test of project default", what, cure);
            assertThat(rig.launchDarkly.syncRequests()).isEmpty();
            assertThat(backend.send(update(backend, rig.enters("b", "u1"))).disposition())
                    .isEqualTo(Disposition.ACCEPTED);
        }
    }

    @Test
    void aSegmentThatWasMarkedByHandIsTheAudiences() {
        try (rig) {
            rig.launchDarkly.createSegment(
                    "default",
                    "test",
                    "{\"name\":\"A\",\"key\":\"segment-a\",\"description\":\"Ours. " + AudienceSegments.mark("a")
                            + " Really.\"}");
            assertThat(backend.send(update(backend, rig.enters("a", "u1"))).disposition())
                    .isEqualTo(Disposition.ACCEPTED);
        }
    }

    static Stream<Environment> troubled() {
        return Stream.of(
                Environment.of("default", "test", ID).withApprovals(),
                Environment.of("default", "test", ID).archived(),
                Environment.of("default", "test", ID).withViews(),
                Environment.of("default", "test", ID)
                        .refusing(null, new Refusal(400, "invalid_request", "The environment is archived")));
    }

    @ParameterizedTest
    @MethodSource("troubled")
    void whatLaunchDarklyRefusesOfASegmentIsSaidInItsWordsAndNoMemberIsToBlame(Environment environment) {
        Refusal refusal = environment.onTargeting() == null ? environment.onCreation() : environment.onTargeting();
        try (RestRig troubled = new RestRig(StandIn.builder().environment(environment), KEYS)) {
            StandardSegments segments = troubled.standard();
            ApiOutcome outcome = segments.send(update(segments, troubled.enters("a", "u1")));
            assertThat(outcome.disposition()).isEqualTo(Disposition.AUDIENCE_HELD);
            assertThat(outcome.describeWithoutMessage())
                    .contains("segment segment-a in environment test of project default", refusal.message());
            if (refusal.equals(Refusal.APPROVAL_REQUIRED)) {
                assertThat(outcome.describe()).contains("bypassRequiredSegmentApproval");
            }
        }
    }

    @Test
    void aForbiddenSegmentIsTheAudiencesTroubleIfOthersWereAccepted() {
        try (rig) {
            String body = "{\"code\":\"forbidden\",\"message\":\"Access to the requested resource was denied\"}";
            rig.launchDarkly.faults(
                    FaultPlan.none().whenCohort("a", Fault.status(403).withBody(body)));
            ApiOutcome first = backend.send(update(backend, rig.enters("a", "u1")));
            assertThat(first.disposition()).isEqualTo(Disposition.UNAUTHORIZED);
            assertThat(first.describe()).contains("denied", "createSegment and updateIncluded");
            assertThat(backend.send(update(backend, rig.enters("b", "u1"))).disposition())
                    .isEqualTo(Disposition.ACCEPTED);
            assertThat(backend.send(update(backend, rig.enters("a", "u1"))).disposition())
                    .isEqualTo(Disposition.AUDIENCE_HELD);
            rig.launchDarkly.faults(
                    FaultPlan.none().whenCohort("b", Fault.status(403).withBody(body)));
            assertThat(backend.send(update(backend, rig.enters("b", "u1"))).disposition())
                    .as("this one was accepted before, so it is the token")
                    .isEqualTo(Disposition.UNAUTHORIZED);
        }
    }

    @Test
    void aMemberThatIsRefusedAloneIsToBlameIfNobodyElseWouldBe() {
        try (RestRig poisoned = new RestRig(StandIn.builder().poison("bad"), KEYS)) {
            StandardSegments segments = poisoned.standard();
            assertThat(segments.send(update(segments, poisoned.enters("a", "bad")))
                            .disposition())
                    .isEqualTo(Disposition.REFUSED);
            assertThat(poisoned.requests())
                    .endsWith("PATCH segments/default/test/segment-a", "PATCH segments/default/test/segment-a");
            assertThat(poisoned.launchDarkly.members("a")).isEmpty();
        }
    }

    @Test
    void theEnvironmentThatGoesIsLookedForAgain() {
        try (rig) {
            rig.launchDarkly.faults(FaultPlan.script(Fault.status(404)
                            .withBody("{\"code\":\"not_found\",\"message\":\"Invalid resource identifier\"}"))
                    .on(Route.CREATE_SEGMENT));
            ApiOutcome outcome = backend.send(update(backend, rig.enters("a", "u1")));
            assertThat(outcome.disposition()).isEqualTo(Disposition.HELD);
            assertThat(outcome.describeWithoutMessage())
                    .contains("has no environment test of project default any more", "correct projectKey");
            assertThat(backend.send(update(backend, rig.enters("a", "u1"))).disposition())
                    .isEqualTo(Disposition.ACCEPTED);
            assertThat(rig.requests().stream().filter("GET projects/default/environments/test"::equals))
                    .hasSize(2);
        }
    }

    @Test
    void theSegmentThatIsFullTakesWhoLeavesWhoIsInItAndWhoFindsRoom() {
        StandInBuilder settings = StandIn.builder();
        try (RestRig full = new RestRig(settings, KEYS)) {
            StandardSegments segments = full.standard();
            fill(full, segments, "a", 15_000);
            assertThat(full.launchDarkly.members("a")).hasSize(15_000);
            int before = full.requests().size();

            MembershipChange[] members = {
                full.enters("a", "new1"),
                full.enters("a", "u7"),
                full.leaves("a", "u8"),
                full.enters("a", "new2"),
                full.leaves("a", "not in it"),
                full.enters("a", "new3")
            };
            ApiOutcome outcome = segments.send(update(segments, members));

            assertThat(outcome.disposition()).isEqualTo(Disposition.ACCEPTED);
            assertThat(outcome.exceptions().keySet()).containsExactlyInAnyOrder(members[3].slot(), members[5].slot());
            assertThat(outcome.exceptions().get(members[3].slot())).satisfies(held -> {
                assertThat(held.disposition()).isEqualTo(Disposition.AUDIENCE_HELD);
                assertThat(held.describeWithoutMessage())
                        .contains(
                                "segment segment-a", "is full", "15000", "Who leaves is still written", "backend=big");
            });
            assertThat(full.launchDarkly.members("a"))
                    .hasSize(15_000)
                    .contains("new1", "u7")
                    .doesNotContain("u8", "new2", "new3");
            assertThat(full.requestsAfter(before))
                    .containsExactly("GET segments/default/test/segment-a", "PATCH segments/default/test/segment-a");

            ApiOutcome none = segments.send(update(segments, full.enters("a", "new4")));
            assertThat(none.disposition()).isEqualTo(Disposition.AUDIENCE_HELD);
            assertThat(none.exceptions()).hasSize(1);
            assertThat(segments.send(update(segments, full.leaves("a", "u9"))).exceptions())
                    .isEmpty();
            assertThat(segments.send(update(segments, full.enters("a", "new4"))).disposition())
                    .isEqualTo(Disposition.ACCEPTED);
            assertThat(full.launchDarkly.members("a")).hasSize(15_000).contains("new4");
        }
    }

    @Test
    void nearTheLimitsAWarningIsSaidOnce() {
        StandInBuilder settings = StandIn.builder();
        try (RestRig near = new RestRig(settings, KEYS)) {
            StandardSegments segments = near.standard();
            fill(near, segments, "a", 6_000);
            fill(near, segments, "b", 3_999);
            assertThat(near.warnings).isEmpty();
            segments.send(update(segments, near.enters("b", "one more")));
            assertThat(near.warnings)
                    .singleElement()
                    .asString()
                    .contains("10000 individual targets in environment test of project default", "SDKs start slower");
            fill(near, segments, "a", 11_999);
            assertThat(near.warnings).hasSize(1);
            segments.send(update(segments, near.enters("a", "one more")));
            segments.send(update(segments, near.enters("a", "two more")));
            assertThat(near.warnings).hasSize(2);
            assertThat(near.warnings.get(1)).contains("segment segment-a in environment test", "12000", "15000");
        }
    }

    @Test
    void aDryRunIsLaunchDarklysOwn() {
        try (RestRig dry = new RestRig(StandIn.builder().poison("bad"), KEYS)) {
            StandardSegments applied = dry.standard();
            SegmentBackend tried = applied.dryRun();
            assertThat(tried.send(update(tried, dry.enters("a", "u1"))).disposition())
                    .isEqualTo(Disposition.ACCEPTED);
            assertThat(dry.launchDarkly.segments()).as("nothing is made").isEmpty();

            applied.send(update(applied, dry.enters("a", "u1")));
            int before = dry.requests().size();
            assertThat(tried.send(update(tried, dry.enters("a", "u2"))).disposition())
                    .isEqualTo(Disposition.ACCEPTED);
            assertThat(tried.send(update(tried, dry.enters("a", "bad"))).disposition())
                    .isEqualTo(Disposition.REFUSED);
            assertThat(dry.requestsAfter(before)).allMatch(line -> line.startsWith("PATCH "));
            assertThat(dry.launchDarkly.members("a")).containsExactly("u1");
        }
    }

    @Test
    void verificationAsksForTokenAndEnvironmentOnly() {
        try (rig) {
            CredentialsReport report = backend.verify(ID);
            assertThat(report.ok()).isTrue();
            assertThat(report.describe())
                    .contains("the client-side ID is that of environment test of project default", "is accepted by");
            assertThat(rig.requests()).containsExactly("GET projects/default/environments/test", "GET caller-identity");
            rig.launchDarkly.faults(
                    FaultPlan.always(Fault.status(401)).on(Route.GET_ENVIRONMENT, Route.CALLER_IDENTITY));
            assertThat(backend.verify(ID)).satisfies(wrong -> {
                assertThat(wrong.clientSideIdOk()).isFalse();
                assertThat(wrong.accessTokenOk()).isFalse();
                assertThat(wrong.describe()).contains("could not be checked", "is not accepted by", "401");
            });
            rig.launchDarkly.faults(FaultPlan.none());
            backend.send(update(backend, rig.enters("a", "u1")));
            assertThat(new String(rig.launchDarkly.syncRequests().get(0).body(), StandardCharsets.UTF_8))
                    .contains("\"environmentKey\":\"test\"");
            assertThat(rig.launchDarkly.members(new Lane(ID, "user", "a"))).containsExactly("u1");
        }
    }
}
