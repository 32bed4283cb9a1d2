package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.big.BigSegments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.standard.StandardSegments;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.standin.RecordedRequest;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.StandInBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Backends without delivery, over HTTP, before a stand-in. */
public final class RestRig implements AutoCloseable {

    public final StandIn launchDarkly;
    public final List<String> warnings = new ArrayList<>();
    public final RestApi api;
    public final Environments environments;
    private final HttpClientTransport transport = new HttpClientTransport();

    /** Before a stand-in of default settings, whose keys are to be found. */
    public RestRig() {
        this(StandIn.builder(), null);
    }

    /**
     * Before a stand-in.
     *
     * @param given keys of its environment, or {@code null}
     */
    public RestRig(StandInBuilder settings, EnvironmentKeys given) {
        launchDarkly = settings.audienceOf(RestRig::audienceOf).start();
        api = new RestApi(transport, launchDarkly.url(), new AccessToken(launchDarkly.token()), "test");
        environments = new Environments(api, launchDarkly.environment(), given);
    }

    /** The audience of a segment whose key is as it is by default: what shows that no other audience has that key. */
    public static String audienceOf(String segmentKey) {
        return segmentKey.startsWith("segment-") ? audienceOf(segmentKey, "segment-".length()) : segmentKey;
    }

    /** The id that the part of a key from there on was made of. */
    static String audienceOf(String key, int from) {
        StringBuilder id = new StringBuilder();
        int at = from;
        while (at < key.length()) {
            boolean head = at == 0;
            String escape = head ? "u" : ".u";
            int end = key.indexOf('.', at + escape.length());
            if (key.startsWith(escape, at)
                    && end > 0
                    && (!head || key.substring(1, end).matches("[0-9a-f]+"))) {
                id.append((char) Integer.parseInt(key.substring(at + escape.length(), end), 16));
                at = end + 1;
            } else {
                id.append(key.charAt(at++));
            }
        }
        return id.toString();
    }

    public StandardSegments standard() {
        return new StandardSegments(api, environments, SegmentKeyRule.of(SegmentKeyRule.DEFAULT), warnings::add);
    }

    public BigSegments big() {
        return new BigSegments(api, environments, SegmentKeyRule.of(SegmentKeyRule.DEFAULT));
    }

    public MembershipChange change(String kind, String audience, String key, boolean included) {
        return new MembershipChange(
                new MembershipSlot(launchDarkly.environment(), kind, audience, key),
                audience + " name",
                included,
                MembershipChange.NO_EVENT_TIME,
                null);
    }

    public MembershipChange enters(String audience, String key) {
        return change("user", audience, key, true);
    }

    public MembershipChange leaves(String audience, String key) {
        return change("user", audience, key, false);
    }

    /** One update of the audience of the first. */
    public static SegmentUpdate update(SegmentBackend backend, MembershipChange... members) {
        return update(backend, List.of(members));
    }

    public static SegmentUpdate update(SegmentBackend backend, List<MembershipChange> members) {
        MembershipChange first = members.get(0);
        return new SegmentUpdate(
                backend.targetOf(first.slot()), Map.of(first.slot().audienceId(), first.audienceName()), members);
    }

    /** Method and path of each request, without what all paths have. */
    public List<String> requests() {
        return launchDarkly.requests().stream().map(RestRig::line).toList();
    }

    private static String line(RecordedRequest request) {
        return request.method() + " " + request.path().substring("/api/v2/".length());
    }

    /** The requests since that many. */
    public Stream<String> requestsAfter(int count) {
        return requests().stream().skip(count);
    }

    @Override
    public void close() {
        transport.close();
        launchDarkly.close();
    }
}
