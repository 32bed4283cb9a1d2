package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ErrorBodyReader;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Finds the segments of audiences, makes those that are not there, and says what answers about them mean. A segment is an audience's if
 * its description holds the {@link #mark} of the audience, which it is made with; one that someone else has made under its key
 * is not touched. Thread-safe.
 */
public final class AudienceSegments {

    /** So many segments are known at a time; others are asked for again. */
    private static final int REMEMBERED = 10_000;

    /**
     * What is looked up before a write may take so long. The write is claimed already, and its claim lasts for the answer to one request
     * and 15 s, 10 of which may be gone before.
     */
    private static final long MOST_NANOS = 5_000_000_000L;

    /** Who is taken out of a segment to try whether anything can be changed there. */
    private static final String NOBODY = "launchdarkly-audience-nobody";

    private final RestApi api;
    private final Environments environments;
    private final SegmentKeyRule keyRule;
    private final SegmentKind kind;
    private final Map<Audience, AudienceSegment> known =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Audience, AudienceSegment> eldest) {
                    return size() > REMEMBERED;
                }
            });
    /** Where anything was accepted: there the access token is not what is wrong. */
    private final Set<EnvironmentKeys> accepting = ConcurrentHashMap.newKeySet();

    private record Audience(String clientSideId, String id) {}

    /** The segment, or why there is none; neither if it would have to be made and must not. */
    private record Found(AudienceSegment segment, ApiOutcome failure) {
        static final Found ABSENT = new Found(null, null);
    }

    /**
     * Knows no segment yet.
     *
     * @param api          is asked
     * @param environments finds the keys of environments
     * @param keyRule      makes the keys of segments
     * @param kind         {@code standard} or {@code big}
     */
    public AudienceSegments(RestApi api, Environments environments, SegmentKeyRule keyRule, SegmentKind kind) {
        this.api = Objects.requireNonNull(api, "api");
        this.environments = Objects.requireNonNull(environments, "environments");
        this.keyRule = Objects.requireNonNull(keyRule, "keyRule");
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** Gives what marks a segment as that of an audience; it stands in the segment's description. */
    public static String mark(String audienceId) {
        return "[segment-audience:" + EnvironmentKeys.encode(audienceId) + "]";
    }

    /**
     * Writes to the segment of an update's audience, which is made if it is not there, also if it goes meanwhile.
     *
     * @param update  is of one audience
     * @param writing makes one request, and is called again when it was answered with 404
     * @return what became of it
     */
    public ApiOutcome write(SegmentUpdate update, Function<AudienceSegment, ApiOutcome> writing) {
        Audience audience =
                new Audience(update.target().environment(), update.target().audienceId());
        ApiOutcome outcome = null;
        long began = System.nanoTime();
        for (int attempt = 0; attempt < 2; attempt++) {
            Found found = find(audience, update, true);
            if (found.failure != null) {
                return found.failure;
            }
            if (System.nanoTime() - began > MOST_NANOS) {
                // rule 2: others may write by now. It is known, so that the next attempt is one request
                return ApiOutcome.unanswered(new IOException("looking for the segment took too long for this request"));
            }
            outcome = writing.apply(found.segment);
            if (outcome.status() != 404) {
                return judge(outcome, found.segment, update);
            }
            known.remove(audience);
        }
        return outcome.as(Disposition.AUDIENCE_HELD)
                .because(describe(audience)
                        + " was made, and is not found there: is it deleted by someone again and again?");
    }

    /**
     * Does the same without changing anything: no segment is made.
     *
     * @param absent what is answered for a segment that is not there
     */
    public ApiOutcome tryOut(SegmentUpdate update, Function<AudienceSegment, ApiOutcome> writing, ApiOutcome absent) {
        Audience audience =
                new Audience(update.target().environment(), update.target().audienceId());
        Found found = find(audience, update, false);
        if (found.failure != null) {
            return found.failure;
        }
        if (found.segment == null) {
            return absent;
        }
        ApiOutcome outcome = writing.apply(found.segment);
        if (outcome.status() != 404) {
            return judge(outcome, found.segment, update);
        }
        known.remove(audience);
        return absent;
    }

    private String describe(Audience audience) {
        EnvironmentKeys keys = environments.known(audience.clientSideId);
        String key = keyRule.keyOf(audience.id);
        return keys == null ? "segment " + key : AudienceSegment.describe(keys, key);
    }

    private Found find(Audience audience, SegmentUpdate update, boolean mayCreate) {
        AudienceSegment segment = known.get(audience);
        if (segment != null) {
            return new Found(segment, null);
        }
        Environments.Lookup lookup = environments.find(audience.clientSideId);
        if (lookup.failure() != null) {
            return new Found(null, lookup.failure());
        }
        Found found = lookUp(audience, lookup.keys());
        if (found == Found.ABSENT && mayCreate) {
            found = create(audience, lookup.keys(), update);
        }
        if (found.segment != null) {
            known.put(audience, found.segment);
        }
        return found;
    }

    private Found lookUp(Audience audience, EnvironmentKeys keys) {
        String key = keyRule.keyOf(audience.id);
        RestAnswer answer = api.get(keys.segmentsPath() + "/" + EnvironmentKeys.encode(key));
        if (answer.status() == 404) {
            return Found.ABSENT;
        }
        String name = AudienceSegment.describe(keys, key);
        if (!answer.isAccepted()) {
            return new Found(null, unanswered(answer.outcome(), name + " could not be looked at", keys));
        }
        SegmentDocument document = answer.read(SegmentDocument.class);
        String wrong = document == null || document.key() == null
                ? name + " cannot be read: what LaunchDarkly says of it is too long, or not as documented"
                : isWrong(document, audience, name);
        return wrong == null
                ? new Found(new AudienceSegment(keys, key, document.contextKind(), document.targets()), null)
                : new Found(null, answer.outcome().as(Disposition.AUDIENCE_HELD).because(wrong));
    }

    /** Why members of this audience cannot be written to it; {@code null} if they can. */
    private String isWrong(SegmentDocument document, Audience audience, String name) {
        if (document.external() != null && !document.external().isBlank()) {
            return name + " is a synced segment of " + ErrorBodyReader.printable(document.external()) + ", not a "
                    + kind + " one: set another segmentKey, or backend=synced";
        }
        if (document.unbounded() != (kind == SegmentKind.big)) {
            SegmentKind actual = document.unbounded() ? SegmentKind.big : SegmentKind.standard;
            return name + " is a " + actual + " segment, not a " + kind
                    + " one, and LaunchDarkly converts none into the other: set backend=" + actual
                    + " or another segmentKey, or delete the segment";
        }
        if (document.deleted()) {
            return name + " is deleted, but its key is still taken: set another segmentKey";
        }
        String mark = mark(audience.id);
        if (document.description() == null || !document.description().contains(mark)) {
            return name
                    + " was made by someone else: it is left as it is. If the audience's members are to be written to it, put "
                    + mark + " into its description; otherwise set another segmentKey";
        }
        return null;
    }

    private Found create(Audience audience, EnvironmentKeys keys, SegmentUpdate update) {
        String key = keyRule.keyOf(audience.id);
        String name = AudienceSegment.describe(keys, key);
        String contextKind = update.members().get(0).slot().contextKind();
        RestAnswer answer = api.post(keys.segmentsPath(), document(audience, key, contextKind, update));
        ApiOutcome outcome = answer.outcome();
        if (answer.isAccepted()) {
            return new Found(new AudienceSegment(keys, key, contextKind, 0), null);
        }
        if (outcome.status() == 409 && "key_exists".equals(outcome.error().code())) {
            Found existing = lookUp(audience, keys); // someone was faster
            return existing == Found.ABSENT
                    ? new Found(
                            null,
                            outcome.as(Disposition.AUDIENCE_HELD)
                                    .because(name + " cannot be made: its key is taken, but LaunchDarkly shows no such"
                                            + " segment. Set another segmentKey"))
                    : existing;
        }
        if (outcome.status() == 404) {
            environments.forget(audience.clientSideId);
            return new Found(
                    null,
                    outcome.as(Disposition.HELD)
                            .because(
                                    "LaunchDarkly at " + api.url() + " has no " + keys.describe()
                                            + " any more, or the access token may not see it: correct projectKey and environmentKey"));
        }
        return new Found(null, unanswered(outcome, name + " could not be made", keys));
    }

    private byte[] document(Audience audience, String key, String contextKind, SegmentUpdate update) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", update.audienceName(audience.id));
        json.put("key", key);
        json.put("description", "Members come from audience messages of Twilio Segment. " + mark(audience.id));
        json.put("unbounded", kind == SegmentKind.big);
        if (kind == SegmentKind.big) {
            json.put("unboundedContextKind", contextKind);
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What an answer other than the one hoped for means where no member is in question. */
    private ApiOutcome unanswered(ApiOutcome outcome, String what, EnvironmentKeys keys) {
        return switch (outcome.disposition()) {
            case UNAUTHORIZED -> forbidden(outcome, what, accepting.contains(keys));
            case REFUSED, TOO_LARGE, ACCEPTED ->
                outcome.as(Disposition.AUDIENCE_HELD).because(what + said(outcome));
            case HELD -> held(outcome, what);
            case THROTTLED, TRANSIENT, AUDIENCE_HELD, BROKEN -> outcome;
        };
    }

    /** What the answer to a change of a segment's members means. */
    private ApiOutcome judge(ApiOutcome outcome, AudienceSegment segment, SegmentUpdate update) {
        String what = segment.describe() + " cannot be changed";
        return switch (outcome.disposition()) {
            case ACCEPTED -> {
                if (!segment.everAccepted()) {
                    segment.accepted();
                    accepting.add(segment.environment());
                }
                yield outcome;
            }
            case UNAUTHORIZED ->
                forbidden(outcome, what, !segment.everAccepted() && accepting.contains(segment.environment()));
            case HELD -> held(outcome, what);
            case REFUSED ->
                outcome.why() == null && update.members().size() == 1 && isAboutSegment(outcome, segment)
                        ? outcome.as(Disposition.AUDIENCE_HELD).because(what + said(outcome))
                        : outcome;
            case THROTTLED, TRANSIENT, TOO_LARGE, AUDIENCE_HELD, BROKEN -> outcome;
        };
    }

    /**
     * Finds out whether a member that was refused alone is to blame: LaunchDarkly is asked, without effect, for a change in which nobody is
     * concerned. If it refuses that in the same words, it would refuse everything, as in an environment that is archived.
     */
    private boolean isAboutSegment(ApiOutcome refusal, AudienceSegment segment) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("environmentKey", segment.environment().environmentKey());
        ObjectNode instruction = json.putArray("instructions").addObject();
        if (kind == SegmentKind.big) {
            instruction.put("kind", "removeBigSegmentIncludedTargets");
        } else {
            instruction.put("kind", "removeIncludedTargets").put("contextKind", "user");
        }
        instruction.putArray("values").add(NOBODY);
        RestAnswer probe =
                api.patch(segment.path() + "?dryRun=true", json.toString().getBytes(StandardCharsets.UTF_8));
        return probe.outcome().isLike(refusal)
                && Objects.equals(
                        probe.outcome().error().message(), refusal.error().message());
    }

    /** An error of LaunchDarkly's own about one segment; anything else that answers is not about a segment (rule D28). */
    private static ApiOutcome held(ApiOutcome outcome, String what) {
        return outcome.error().code() == null
                ? outcome
                : outcome.as(Disposition.AUDIENCE_HELD).because(what + said(outcome));
    }

    /**
     * Tells what is about the token from what is about a segment: words about approvals and views are, and so is a 403 where others
     * of the environment were accepted and this one never was.
     */
    private static ApiOutcome forbidden(ApiOutcome outcome, String what, boolean othersOnly) {
        if (outcome.status() != 403 || outcome.isForeign403()) {
            return outcome;
        }
        String words = outcome.error().message().toLowerCase(Locale.ROOT);
        boolean approval = words.contains("approv");
        String cure = approval
                ? ". Let the role of the access token have the action bypassRequiredSegmentApproval, or require no approvals for"
                        + " segments of the environment"
                : ". The role of the access token needs the actions createSegment and updateIncluded for it";
        return approval || words.contains("view") || othersOnly
                ? outcome.as(Disposition.AUDIENCE_HELD).because(what + said(outcome) + cure)
                : outcome.because(what + cure); // what is said of a token is shown with its answer
    }

    /** LaunchDarkly's own words about a segment, which name no member. */
    private static String said(ApiOutcome outcome) {
        return outcome.error().message() == null
                ? ""
                : ": LaunchDarkly says \"" + outcome.error().message() + '"';
    }

    /** Asks what a segment holds now. */
    public RestAnswer look(AudienceSegment segment) {
        return api.get(segment.path());
    }

    /** Asks LaunchDarkly whether it accepts the access token, and has an environment with that client-side ID. */
    public CredentialsReport verify(String clientSideId) {
        Environments.Lookup lookup = environments.ask(clientSideId);
        RestAnswer identity = api.get("/api/v2/caller-identity");
        CredentialsReport.Finding token = CredentialsReport.Finding.of(identity.outcome());
        String at = api.url() + " (" + identity.outcome().describe() + ")";
        String tokenWhy =
                switch (token) {
                    case RIGHT -> "is accepted by " + api.url();
                    case WRONG -> "is not accepted by " + at;
                    case UNKNOWN -> "could not be checked at " + at;
                };
        return new CredentialsReport(
                clientSideId,
                lookup.finding(),
                lookup.keys() != null
                        ? "the client-side ID is that of " + lookup.keys().describe() + " at " + api.url()
                        : lookup.failure().describe(),
                token,
                "the access token " + tokenWhy);
    }
}
