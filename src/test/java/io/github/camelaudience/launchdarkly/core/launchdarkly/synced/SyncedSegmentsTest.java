package io.github.camelaudience.launchdarkly.core.launchdarkly.synced;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.DryRun;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the backend of synced segments sends, how large it says that is, and what its own answers mean. */
class SyncedSegmentsTest {

    private final List<Transport.Call> calls = new ArrayList<>();

    private SyncedSegments answering(int status, String body) {
        return new SyncedSegments(
                call -> {
                    calls.add(call);
                    return new Transport.Reply(status, name -> null, body.getBytes(StandardCharsets.UTF_8));
                },
                "https://api",
                "https://sdk",
                new AccessToken("api-1"),
                "test");
    }

    private static MembershipChange change(String key) {
        return new MembershipChange(
                new MembershipSlot("env", "user", "aud", key), "VIP", true, MembershipChange.NO_EVENT_TIME, null);
    }

    private static SegmentUpdate update(SyncedSegments backend, MembershipChange... members) {
        return SegmentUpdate.ofOneAudience(
                backend.targetOf(members[0].slot()), members[0].audienceName(), List.of(members));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "409 | {\"code\":\"key_exists\"}     | ACCEPTED",
                "409 | {\"code\":\"conflict\"}       | TRANSIENT",
                "409 | ''                            | TRANSIENT",
                "400 | {\"code\":\"key_exists\"}     | REFUSED",
                "404 | {\"code\":\"key_exists\"}     | HELD",
                "204 | ''                            | ACCEPTED",
                "413 | {\"code\":\"request_too_large\"} | TOO_LARGE"
            })
    void aConflictOverWhatIsThereAlreadyIsSuccessAndNothingElseIs(int status, String body, Disposition disposition) {
        SyncedSegments backend = answering(status, body);
        ApiOutcome outcome = backend.send(update(backend, change("u1")));
        assertThat(outcome.disposition()).isEqualTo(disposition);
        assertThat(outcome.status()).isEqualTo(status);
    }

    @Test
    void noAnswerIsAnOutcomeToo() {
        SyncedSegments backend = new SyncedSegments(
                call -> {
                    throw new IOException("reset");
                },
                "https://api",
                "https://sdk",
                new AccessToken("api-1"),
                "test");
        ApiOutcome outcome = backend.send(update(backend, change("u1")));
        assertThat(outcome.disposition()).isEqualTo(Disposition.TRANSIENT);
        assertThat(outcome.cause()).hasMessage("reset");
    }

    @Test
    void whatIsRenderedIsWhatIsSent() {
        SyncedSegments backend = answering(204, "");
        SegmentUpdate update = update(backend, change("ü\"1"), change("u2"));
        backend.send(update);
        assertThat(new String(calls.get(0).body(), StandardCharsets.UTF_8))
                .isEqualTo(backend.render(update))
                .isEqualTo("{\"environmentId\":\"env\",\"contextKind\":\"user\",\"batch\":["
                        + "{\"userId\":\"ü\\\"1\",\"cohortName\":\"VIP\",\"cohortId\":\"aud\",\"value\":true},"
                        + "{\"userId\":\"u2\",\"cohortName\":\"VIP\",\"cohortId\":\"aud\",\"value\":true}]}");
    }

    @Test
    void aTargetIsAnAudienceOfOneEnvironmentAndOneKind() {
        SyncedSegments backend = answering(204, "");
        assertThat(Stream.of(
                                new MembershipSlot("env", "user", "aud", "u1"),
                                new MembershipSlot("other", "user", "aud", "u1"),
                                new MembershipSlot("env", "device", "aud", "u1"),
                                new MembershipSlot("env", "user", "aud2", "u1"))
                        .map(backend::targetOf))
                .doesNotHaveDuplicates();
        assertThat(backend.targetOf(new MembershipSlot("env", "user", "aud", "u1")))
                .isEqualTo(backend.targetOf(new MembershipSlot("env", "user", "aud", "u2")));
        assertThat(backend.limits()).isEqualTo(BatchLimits.NONE_KNOWN);
    }

    @Test
    void textIsCountedInBytes() {
        SyncedSegments backend = answering(204, "");
        MembershipSlot slot = new MembershipSlot("env", "user", "i", "ü");
        assertThat(backend.sharedBytes(backend.targetOf(slot), "n") + backend.ownBytes(slot))
                .isEqualTo("{\"userId\":\"ü\",\"cohortName\":\"n\",\"cohortId\":\"i\",\"value\":false},"
                        .getBytes(StandardCharsets.UTF_8)
                        .length);
    }

    /** Whatever the text: so a batch cut by these figures is never larger than it was meant to be (rule D18). */
    @Property
    void aMemberIsNeverLargerThanItIsSaidToBe(@ForAll String name, @ForAll List<String> keys) {
        SyncedSegments backend = answering(204, "");
        MembershipChange[] members = Stream.concat(Stream.of("first"), keys.stream())
                .map(key -> new MembershipChange(
                        new MembershipSlot("env", "user", "aud", key),
                        name,
                        true,
                        MembershipChange.NO_EVENT_TIME,
                        null))
                .toArray(MembershipChange[]::new);
        SegmentUpdate update = update(backend, members);
        int said = IntStream.range(0, members.length)
                .map(i -> backend.sharedBytes(update.target(), name) + backend.ownBytes(members[i].slot()))
                .sum();
        int frame = "{\"environmentId\":\"env\",\"contextKind\":\"user\",\"batch\":[]}".length();
        assertThat(backend.render(update).getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(frame + said);
    }

    @Test
    void aDryRunSendsNothingAndIsOtherwiseTheSame() {
        SyncedSegments backend = answering(500, "");
        DryRun dryRun = new DryRun(backend);
        SegmentUpdate update = update(backend, change("u1"));
        assertThat(dryRun.send(update).disposition()).isEqualTo(Disposition.ACCEPTED);
        assertThat(calls).isEmpty();
        assertThat(dryRun.render(update)).isEqualTo(backend.render(update));
        assertThat(dryRun.targetOf(change("u1").slot())).isEqualTo(update.target());
        assertThat(dryRun.limits()).isEqualTo(backend.limits());
        assertThat(dryRun.ownBytes(change("u1").slot()))
                .isEqualTo(backend.ownBytes(change("u1").slot()));
        assertThat(dryRun.sharedBytes(update.target(), "VIP")).isEqualTo(backend.sharedBytes(update.target(), "VIP"));
        assertThat(dryRun.verify("env").ok()).isFalse();
        assertThat(calls).extracting(Transport.Call::method).containsExactly("HEAD", "GET");
    }
}
