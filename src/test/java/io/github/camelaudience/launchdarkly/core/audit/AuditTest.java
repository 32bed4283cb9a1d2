package io.github.camelaudience.launchdarkly.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateLimiter;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.SharePacing;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.EnvironmentKeys;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.Environments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.ReadBack;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestApi;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.SegmentKeyRule;
import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.membership.ChangeOrigin;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.standin.Environment;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is believed against what the stand-in holds, over real HTTP; only the waiting is virtual. */
class AuditTest {

    private static final String ENV = StandIn.DEFAULT_ENVIRONMENT;
    private static final long PLENTY = 3_600_000;

    private final AtomicLong now = new AtomicLong(1_790_000_000_000L);
    private final StandIn launchDarkly = StandIn.builder()
            .environment(Environment.of("shop", "production", ENV))
            .readOnlyToken("api-reader")
            .clock(new Clock() {
                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return Instant.ofEpochMilli(now.get());
                }
            })
            .start();
    private final HttpClientTransport http = new HttpClientTransport();
    private final HttpClient client = HttpClient.newHttpClient();
    private final MemoryStore store = new MemoryStore(1000);
    private final MembershipLedger memory =
            new OneProcessLedger(store, LedgerTimes.of(Duration.ofSeconds(30)), new MonotonicClock());
    private final RateLimiter limiter = new RateLimiter();
    private SegmentKind kind = SegmentKind.synced;
    private EnvironmentKeys keys = new EnvironmentKeys("shop", "production");
    private double share = 1;
    private boolean broken;
    private Runnable whileWaiting = () -> {};

    @AfterEach
    void close() throws Exception {
        http.close();
        launchDarkly.close();
    }

    @Test
    void whatIsTheSameAndWhatIsNot() throws Exception {
        synced("aud_1", "ada", true);
        synced("aud_2", "ada", true);
        synced("aud_3", "ada", true);
        synced("aud_3", "ada", false);
        believe("user", "aud_1", "ada", true);
        believe("user", "aud_2", "ada", false);
        believe("user", "aud_3", "ada", false);

        AuditReport report = audit("['ada']");

        assertThat(results(report)).containsExactly("aud_1 same", "aud_2 drift", "aud_3 same");
        assertThat(report.count(AuditReport.Result.drift)).isEqualTo(1);
        // the environment's keys, the person, and the second look at the one that differs
        assertThat(report.requests()).isEqualTo(3);
        assertThat(launchDarkly.requests()).last().satisfies(last -> {
            assertThat(last.route()).isEqualTo(Route.SEGMENT_CONTEXT);
            assertThat(last.path()).endsWith("/segment-audiences-aud_2/contexts/ada");
        });
        JsonNode json = AuditJson.of(report);
        assertThat(json.at("/drift").asInt()).isEqualTo(1);
        assertThat(json.at("/people/0/memberships/1/believed").asBoolean(true)).isFalse();
        assertThat(json.at("/people/0/memberships/1/launchDarkly").asBoolean()).isTrue();
    }

    @Test
    void aPersonNotInLaunchDarklyAtAllDiffersFromWhoIsBelievedToBeIn() throws Exception {
        synced("aud_1", "bob", true);
        believe("user", "aud_1", "ada", true);

        assertThat(results(audit("['ada']"))).containsExactly("aud_1 drift");
    }

    @Test
    void onlyWhatIsNamedIsComparedAndWhatIsExpectedWins() throws Exception {
        synced("aud_1", "ada", true);
        synced("aud_2", "ada", true);
        believe("user", "aud_1", "ada", false);
        believe("user", "aud_2", "ada", false);

        assertThat(results(audit("{'people':[{'contextKey':'ada','expected':{'aud_1':true}}]}")))
                .containsExactly("aud_1 same");
        assertThat(results(audit("{'people':['ada'],'audiences':['aud_2','aud_9']}")))
                .containsExactly("aud_2 drift", "aud_9 unknown", "aud_2 members unknown", "aud_9 members unknown");
    }

    @Test
    void aSegmentOfAnotherKeyCanBeNamedAndTheSyncedOnesThatAreThereAreTold() throws Exception {
        synced("aud_1", "ada", true);

        AuditReport report = audit("[{'contextKey':'ada','expected':{'vip':true}}]");
        assertThat(results(report)).containsExactly("vip unknown");
        assertThat(report.people().get(0).memberships().get(0).why())
                .contains("no segment segment-audiences-vip", "not documented", "segmentKey");
        assertThat(report.people().get(0).unmatched())
                .extracting(ReadBack.Membership::key)
                .containsExactly("segment-audiences-aud_1");

        assertThat(
                        results(
                                audit(
                                        "{'people':[{'contextKey':'ada','expected':{'vip':true}}],"
                                                + "'audiences':[{'audienceId':'vip','segmentKey':'segment-audiences-aud_1','expectedMembers':1}]}")))
                .containsExactly("vip same", "vip members same");
    }

    @Test
    void nothingRememberedIsUnknownNeverTheSame() throws Exception {
        synced("aud_1", "ada", true);
        store.reread(
                store.cells(List.of(slot("user", "aud_2", "bob"))).get(0),
                new Mark(false, 17, null, MembershipChange.NO_EVENT_TIME, 0, null, (ChangeOrigin) null, 17));

        AuditReport report = audit("{'people':['ada','bob'],'audiences':['aud_1','aud_2']}");
        assertThat(report.count(AuditReport.Result.unknown)).isEqualTo(6);
        assertThat(why(report))
                .contains("nothing is remembered of this membership")
                .contains("a change is remembered, but not whether it entered or left");
        assertThat(why(audit("['ada']"))).first().asString().contains("nothing is remembered of this person");
    }

    @Test
    void aMemoryThatCannotBeReadIsUnknown() {
        synced("aud_1", "ada", true);
        broken = true;

        AuditReport report = audit("{'people':['ada'],'audiences':['aud_1']}");
        assertThat(why(report)).first().asString().contains("cannot be read (IllegalStateException)");
        assertThat(report.people().get(0).memberships().get(0).launchDarkly()).isTrue();
        assertThat(results(audit("['ada']"))).containsExactly("aud_1 unknown");
    }

    @Test
    void audiencesOfAnotherKindAreNotThosePeoples() {
        synced("aud_1", "ada", true);
        believe("user", "aud_1", "ada", true);

        AuditReport report = audit("{'people':['ada'],'audiences':[{'audienceId':'aud_1','contextKind':'device'}]}");
        assertThat(why(report)).first().asString().contains("none of the audiences is of this kind");
    }

    @Test
    void standardSegmentsAreComparedToo() throws Exception {
        kind = SegmentKind.standard;
        launchDarkly.createSegment("shop", "production", "{\"key\":\"segment-aud_1\",\"name\":\"One\"}");
        launchDarkly.createSegment("shop", "production", "{\"key\":\"segment-aud_2\",\"name\":\"Two\"}");
        patch("segment-aud_1", "{'kind':'addIncludedTargets','contextKind':'user','values':['ada','bob']}");
        believe("user", "aud_1", "ada", true);
        believe("user", "aud_2", "ada", true);

        AuditReport report = audit("{'people':['ada'],'audiences':[{'audienceId':'aud_1','expectedMembers':2},"
                + "{'audienceId':'aud_2','expectedMembers':1}]}");
        assertThat(results(report))
                .containsExactly("aud_1 same", "aud_2 drift", "aud_1 members same", "aud_2 members drift");
        assertThat(launchDarkly.counters().byRoute().get(Route.EVALUATE_SEGMENTS))
                .isEqualTo(2);
    }

    @Test
    void bigSegmentsOfAnotherKindOfContext() throws Exception {
        kind = SegmentKind.big;
        launchDarkly.createSegment(
                "shop",
                "production",
                "{\"key\":\"segment-aud_1\",\"name\":\"One\",\"unbounded\":true,\"unboundedContextKind\":\"device\"}");
        send(
                "POST",
                "/api/v2/segments/shop/production/segment-aud_1/contexts",
                "application/json",
                "{'included':{'add':['tv/1']}}");
        believe("device", "aud_1", "tv/1", true);
        believe("device", "aud_1", "tv/2", true);

        AuditReport report = audit("{'people':[{'contextKind':'device','contextKey':'tv/1'},"
                + "{'contextKind':'device','contextKey':'tv/2'}]}");
        assertThat(results(report)).containsExactly("aud_1 same", "aud_1 drift");
    }

    @Test
    void whatWasOnItsWayIsNoDrift() throws Exception {
        synced("aud_1", "ada", false);
        synced("aud_2", "ada", false);
        believe("user", "aud_1", "ada", true);
        believe("user", "aud_2", "ada", false);
        synced("aud_2", "ada", true);
        whileWaiting = () -> {
            synced("aud_1", "ada", true); // LaunchDarkly is slow
            believe("user", "aud_2", "ada", true); // its answer was
        };
        long before = now.get();

        assertThat(results(audit("{'people':['ada'],'audiences':['aud_1','aud_2']}")))
                .startsWith("aud_1 same", "aud_2 same");
        assertThat(now.get() - before).isGreaterThanOrEqualTo(Audit.SECOND_LOOK_MILLIS);
    }

    @Test
    void whatFailsForAWhileIsAskedAgain() throws Exception {
        synced("aud_1", "ada", true);
        believe("user", "aud_1", "ada", true);
        launchDarkly.faults(
                FaultPlan.script(Fault.status(503), Fault.status(429), Fault.reset(Fault.Moment.AFTER_APPLYING))
                        .on(Route.EVALUATE_SEGMENTS, Route.GET_ENVIRONMENT));

        AuditReport report = audit("['ada']");
        assertThat(results(report)).as(why(report).toString()).containsExactly("aud_1 same");
    }

    @Test
    void whatFailsForGoodIsUnknownAndSaysWhy() throws Exception {
        synced("aud_1", "ada", true);
        believe("user", "aud_1", "ada", true);
        launchDarkly.faults(FaultPlan.always(Fault.status(500)).on(Route.EVALUATE_SEGMENTS));

        AuditReport report = audit("{'people':['ada','bob'],'audiences':['aud_1']}");
        assertThat(report.count(AuditReport.Result.unknown)).isEqualTo(3);
        assertThat(why(report)).first().asString().contains("status 500");
    }

    @Test
    void aRefusedTokenIsAskedWithOnce() throws Exception {
        synced("aud_1", "ada", true);
        launchDarkly.faults(FaultPlan.always(Fault.status(403)).on(Route.EVALUATE_SEGMENTS));

        AuditReport report = audit("{'people':['ada','bob','eve'],'audiences':['aud_1']}");
        assertThat(report.count(AuditReport.Result.unknown)).isEqualTo(4);
        assertThat(why(report)).allSatisfy(why -> assertThat(why).contains("status 403"));
        assertThat(launchDarkly.counters().byRoute().get(Route.EVALUATE_SEGMENTS))
                .isEqualTo(1);
    }

    @Test
    void wrongKeysOfTheEnvironmentAreNamed() {
        keys = new EnvironmentKeys("shop", "staging");

        assertThat(why(audit("{'people':['ada'],'audiences':['aud_1']}")))
                .hasSize(2)
                .allSatisfy(why -> assertThat(why).contains("environment staging of project shop", ENV));
    }

    @Test
    void theKeysAreFoundByTheClientSideId() {
        keys = null;
        synced("aud_1", "ada", true);

        AuditReport report = audit("[{'contextKey':'ada','expected':{'aud_1':true}}]");
        assertThat(results(report)).containsExactly("aud_1 same");
        assertThat(AuditJson.of(report).toString()).doesNotContain("canary");
    }

    @Test
    void onlyTheShareOfTheLimitIsUsed() {
        synced("aud_1", "ada", true);
        launchDarkly.rateLimit(RateLimit.global(50));
        share = 0.1;
        long before = now.get();

        AuditReport report = audit(people(60));

        assertThat(report.requests()).isEqualTo(61);
        // five in ten seconds
        assertThat(now.get() - before).isBetween(116_000L, 126_000L);
        assertThat(launchDarkly.counters().throttled()).isZero();
    }

    @Test
    void whenThereIsNoTimeLeftTheRestIsUnknown() {
        synced("aud_1", "ada", true);
        launchDarkly.rateLimit(RateLimit.global(50));
        share = 0.1;

        AuditReport report = audit(people(60), 20_500);

        assertThat(report.requests()).isBetween(9, 12);
        assertThat(report.count(AuditReport.Result.unknown)).isBetween(49, 52);
        assertThat(why(report)).last().asString().contains("no time left");
    }

    @Test
    void aReaderMayAudit() throws Exception {
        synced("aud_1", "ada", true);

        assertThat(results(audit("[{'contextKey':'ada','expected':{'aud_1':true}}]", PLENTY, "api-reader")))
                .containsExactly("aud_1 same");
    }

    @Test
    void thousandsOfSegmentsAreRead() {
        for (int i = 0; i < 3000; i++) {
            synced("aud_" + i, "ada", true);
        }

        assertThat(results(audit("[{'contextKey':'ada','expected':{'aud_2999':true}}]")))
                .containsExactly("aud_2999 same");
    }

    private static String people(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{'contextKey':'p" + i + "','expected':{'aud_1':false}}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private AuditReport audit(String question) {
        return audit(question, PLENTY);
    }

    private AuditReport audit(String question, long millis) {
        return audit(question, millis, launchDarkly.token());
    }

    private AuditReport audit(String question, long millis, String token) {
        PacedTransport transport =
                new PacedTransport(http, new SharePacing(limiter, Duration.ofSeconds(30)), share, now::get, wait -> {
                    whileWaiting.run();
                    now.addAndGet(wait);
                    return true;
                });
        RestApi api = new RestApi(transport, launchDarkly.url(), new AccessToken(token), "test");
        SegmentKeys segments = new SegmentKeys(kind, SegmentKeyRule.of(SegmentKeyRule.DEFAULT));
        return new Audit(transport, new Environments(api, ENV, keys), new ReadBack(api), segments, slot -> {
                    if (broken) {
                        throw new IllegalStateException("SECRET");
                    }
                    return Beliefs.of(List.of(memory), false).of(slot);
                })
                .run(
                        AuditQuestion.read(question.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "user"),
                        ENV,
                        millis);
    }

    private static List<String> results(AuditReport report) {
        List<String> results = new java.util.ArrayList<>();
        report.people().forEach(person -> person.memberships()
                .forEach(membership -> results.add(membership.audienceId() + " " + membership.result())));
        report.audiences().forEach(audience -> results.add(audience.audienceId() + " members " + audience.result()));
        return results;
    }

    private static List<String> why(AuditReport report) {
        List<String> why = new java.util.ArrayList<>();
        report.people().forEach(person -> person.memberships().forEach(membership -> why.add(membership.why())));
        report.audiences().forEach(audience -> why.add(audience.why()));
        return why;
    }

    private static MembershipSlot slot(String contextKind, String audienceId, String contextKey) {
        return new MembershipSlot(ENV, contextKind, audienceId, contextKey);
    }

    private void believe(String contextKind, String audienceId, String contextKey, boolean included) {
        MembershipChange change =
                new MembershipChange(slot(contextKind, audienceId, contextKey), audienceId, included, 1, "m");
        memory.claim(List.of(change)).accepted(new Acceptance(null, 1));
    }

    private void synced(String audienceId, String contextKey, boolean included) {
        send(
                "POST",
                "/api/v2/segment-targets/segment-audiences",
                "application/json",
                "{'environmentId':'" + ENV + "','batch':[{'cohortId':'" + audienceId + "','cohortName':'N','userId':'"
                        + contextKey + "','value':" + included + "}]}");
    }

    private void patch(String segmentKey, String instruction) {
        send(
                "PATCH",
                "/api/v2/segments/shop/production/" + segmentKey,
                "application/json; domain-model=launchdarkly.semanticpatch",
                "{'environmentKey':'production','instructions':[" + instruction + "]}");
    }

    private void send(String method, String path, String contentType, String body) {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(launchDarkly.url() + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                            .headers("Authorization", launchDarkly.token(), "Content-Type", contentType)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
