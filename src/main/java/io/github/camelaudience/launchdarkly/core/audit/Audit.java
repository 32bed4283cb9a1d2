package io.github.camelaudience.launchdarkly.core.audit;

import io.github.camelaudience.launchdarkly.core.audit.AuditReport.OfAudience;
import io.github.camelaudience.launchdarkly.core.audit.AuditReport.OfMembership;
import io.github.camelaudience.launchdarkly.core.audit.AuditReport.OfPerson;
import io.github.camelaudience.launchdarkly.core.audit.AuditReport.Result;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.EnvironmentKeys;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.Environments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.ReadBack;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.ReadBack.Membership;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Compares what is believed with LaunchDarkly: the memberships of people, one request for each, and the numbers of members of audiences,
 * one request for each. A membership that differs is looked at once more after {@link #SECOND_LOOK_MILLIS}, because it may just have been
 * on its way. Changes nothing. One audit at a time; others wait.
 */
public final class Audit {

    /** How long after a difference was seen it is looked at once more, at least: 2 s. */
    public static final long SECOND_LOOK_MILLIS = 2_000;

    /** So often a request is made that LaunchDarkly could not answer; one that was too many is repeated until there is no time left. */
    private static final int ATTEMPTS = 3;

    private static final long RETRY_MILLIS = 500;

    private static final String NOTHING_BELIEVED = "nothing is remembered of this membership";
    private static final String NOT_COUNTED = "members are not counted here: say how many are expected";
    private static final String NO_VALUE = "a change is remembered, but not whether it entered or left";
    private static final String CHANGING = "it was changing meanwhile";
    private static final String BY_RULE = "it is a member by a rule of the segment, not by itself";

    private final PacedTransport transport;
    private final Environments environments;
    private final ReadBack readBack;
    private final SegmentKeys segments;
    private final Beliefs beliefs;

    /**
     * Makes the auditor of an endpoint.
     *
     * @param transport    is that of {@code environments} and {@code readBack}
     * @param environments finds the keys of environments
     * @param readBack     reads
     * @param segments     knows which segment is an audience's
     * @param beliefs      knows what LaunchDarkly accepted
     */
    public Audit(
            PacedTransport transport,
            Environments environments,
            ReadBack readBack,
            SegmentKeys segments,
            Beliefs beliefs) {
        this.transport = Objects.requireNonNull(transport, "transport");
        this.environments = Objects.requireNonNull(environments, "environments");
        this.readBack = Objects.requireNonNull(readBack, "readBack");
        this.segments = Objects.requireNonNull(segments, "segments");
        this.beliefs = Objects.requireNonNull(beliefs, "beliefs");
    }

    /**
     * Answers a question. What cannot be compared is {@code unknown} in the report, with the reason.
     *
     * @param environment client-side ID of the environment
     * @param millis      how long it may take; what is left then is {@code unknown}
     */
    public synchronized AuditReport run(AuditQuestion question, String environment, long millis) {
        transport.begin(transport.now() + millis);
        Run run = new Run(question, environment);
        return run.report();
    }

    /** One comparison that can change when it is looked at again. */
    private static final class Comparison {
        final MembershipSlot slot;
        final String segmentKey;
        final Boolean expected;
        Boolean believed;
        Boolean launchDarkly;
        Result result = Result.unknown;
        String why;
        /** Whether LaunchDarkly can tell of this membership alone. */
        boolean aloneAsked;

        boolean byRule;

        Comparison(MembershipSlot slot, String segmentKey, Boolean expected) {
            this.slot = slot;
            this.segmentKey = segmentKey;
            this.expected = expected;
        }

        void unknown(String reason) {
            result = Result.unknown;
            why = reason;
        }

        OfMembership told() {
            return new OfMembership(
                    slot.audienceId().isEmpty() ? null : slot.audienceId(),
                    segmentKey,
                    believed,
                    launchDarkly,
                    result,
                    why);
        }
    }

    /** A person's comparisons. */
    private record Looked(AuditQuestion.Person person, List<Comparison> comparisons, List<Membership> unmatched) {}

    /** One audit. */
    private final class Run {
        private final AuditQuestion question;
        private final String environment;
        private final Map<String, String> givenKeys;
        private EnvironmentKeys keys;
        /** Why nothing more is asked. */
        private String stopped;

        private long firstDriftAt = Long.MIN_VALUE;

        Run(AuditQuestion question, String environment) {
            this.question = question;
            this.environment = environment;
            this.givenKeys = question.audiences().stream()
                    .filter(audience -> audience.segmentKey() != null)
                    .collect(Collectors.toMap(
                            AuditQuestion.Audience::id, AuditQuestion.Audience::segmentKey, (one, other) -> one));
        }

        AuditReport report() {
            findEnvironment();
            List<Looked> people = new ArrayList<>();
            for (AuditQuestion.Person person : question.people()) {
                people.add(look(person));
            }
            people.forEach(this::lookAgain);
            List<OfAudience> audiences =
                    question.audiences().stream().map(this::count).toList();
            return new AuditReport(
                    environment,
                    people.stream()
                            .map(looked -> new OfPerson(
                                    looked.person.contextKind(),
                                    looked.person.contextKey(),
                                    looked.comparisons.stream()
                                            .map(Comparison::told)
                                            .toList(),
                                    looked.unmatched))
                            .toList(),
                    audiences,
                    transport.requests());
        }

        private void findEnvironment() {
            Tries tries = new Tries();
            while (keys == null && stopped == null) {
                Environments.Lookup lookup = environments.find(environment);
                keys = lookup.keys();
                if (keys == null && !tries.another(lookup.failure())) {
                    stopped = describe(lookup.failure());
                }
            }
        }

        private Looked look(AuditQuestion.Person person) {
            ReadBack.Read<List<Membership>> read =
                    ask(() -> readBack.memberships(keys, person.contextKind(), person.contextKey()));
            List<Membership> found = read == null ? List.of() : read.value() == null ? List.of() : read.value();
            List<Comparison> comparisons = new ArrayList<>();
            Set<String> named = named(person);
            boolean all = named.isEmpty() && question.audiences().isEmpty();
            for (String audienceId : all ? shown(found) : named) {
                Comparison comparison = new Comparison(
                        new MembershipSlot(environment, person.contextKind(), audienceId, person.contextKey()),
                        givenKeys.getOrDefault(audienceId, segments.keyOf(audienceId)),
                        person.expected().get(audienceId));
                if (read == null || read.value() == null) {
                    believe(comparison);
                    comparison.unknown(read == null ? stopped : describe(read.outcome()));
                } else {
                    compare(comparison, found);
                }
                if (!all || comparison.believed != null || !NOTHING_BELIEVED.equals(comparison.why)) {
                    comparisons.add(comparison);
                }
            }
            if (comparisons.isEmpty()) {
                comparisons.addAll(nothing(person, read));
            }
            return new Looked(person, comparisons, unmatched(comparisons, found));
        }

        /** A person of whom nothing is known is not left out: what was not compared is not the same. */
        private List<Comparison> nothing(AuditQuestion.Person person, ReadBack.Read<List<Membership>> read) {
            Comparison none = new Comparison(
                    new MembershipSlot(environment, person.contextKind(), "", person.contextKey()), null, null);
            none.unknown(
                    read == null
                            ? stopped
                            : read.value() == null
                                    ? describe(read.outcome())
                                    : question.audiences().isEmpty()
                                            ? "nothing is remembered of this person: name audiences, or say what is expected"
                                            : "none of the audiences is of this kind of contexts");
            return List.of(none);
        }

        /** The audiences that the question is about for this person; none for all that something is remembered of. */
        private Set<String> named(AuditQuestion.Person person) {
            Set<String> named = new LinkedHashSet<>(person.expected().keySet());
            question.audiences().stream()
                    .filter(audience -> audience.contextKind().equals(person.contextKind()))
                    .map(AuditQuestion.Audience::id)
                    .forEach(named::add);
            if (named.isEmpty() && question.audiences().isEmpty()) {
                named.addAll(beliefs.audiencesOf(environment, person.contextKind(), person.contextKey()));
            }
            return named;
        }

        private Set<String> shown(List<Membership> found) {
            return found.stream()
                    .map(segments::audienceOf)
                    .flatMap(Optional::stream)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        private boolean believe(Comparison comparison) {
            if (comparison.expected != null) {
                comparison.believed = comparison.expected;
                return true;
            }
            Optional<Beliefs.Belief> belief;
            try {
                belief = beliefs.of(comparison.slot);
            } catch (RuntimeException e) {
                comparison.believed = null;
                comparison.unknown(
                        "what is remembered cannot be read (" + e.getClass().getSimpleName() + ")");
                return false;
            }
            comparison.believed = belief.map(Beliefs.Belief::included).orElse(null);
            if (comparison.believed == null) {
                comparison.unknown(belief.isEmpty() ? NOTHING_BELIEVED : NO_VALUE);
            }
            return comparison.believed != null;
        }

        private void compare(Comparison comparison, List<Membership> found) {
            Optional<Membership> segment = found.stream()
                    .filter(each -> each.key().equals(comparison.segmentKey))
                    .findFirst();
            boolean given = givenKeys.containsKey(comparison.slot.audienceId());
            boolean believed = believe(comparison);
            if (segment.isEmpty() || segments.audienceOf(segment.get()).isEmpty() && !given) {
                if (believed) {
                    comparison.unknown(segments.absent(comparison.segmentKey, given));
                }
                return;
            }
            read(comparison, segment.get());
            comparison.aloneAsked = segment.get().unbounded() && !comparison.byRule;
            if (believed) {
                judge(comparison);
            }
        }

        private void read(Comparison comparison, Membership segment) {
            comparison.launchDarkly = segment.member();
            comparison.byRule = segment.member() && !segment.individually();
        }

        private void judge(Comparison comparison) {
            comparison.result = comparison.believed.equals(comparison.launchDarkly) ? Result.same : Result.drift;
            comparison.why = comparison.byRule ? BY_RULE : null;
            if (comparison.result == Result.drift && firstDriftAt == Long.MIN_VALUE) {
                firstDriftAt = transport.now();
            }
        }

        private List<Membership> unmatched(List<Comparison> comparisons, List<Membership> found) {
            Set<String> sought = comparisons.stream()
                    .map(comparison -> comparison.segmentKey)
                    .collect(Collectors.toSet());
            boolean complete = comparisons.stream()
                    .allMatch(comparison -> comparison.segmentKey == null
                            || found.stream().anyMatch(each -> each.key().equals(comparison.segmentKey)));
            return complete
                    ? List.of()
                    : found.stream()
                            .filter(each -> each.isSynced() && !sought.contains(each.key()))
                            .toList();
        }

        /** Looks at what differs once more, by the one segment where LaunchDarkly can tell of it. */
        private void lookAgain(Looked looked) {
            ReadBack.Read<List<Membership>> evaluated = null;
            for (Comparison comparison : looked.comparisons) {
                if (comparison.result != Result.drift || !isSecondLookDue(comparison)) {
                    continue;
                }
                if (comparison.aloneAsked) {
                    lookAlone(comparison);
                    continue;
                }
                if (evaluated == null) {
                    evaluated = ask(
                            () -> readBack.memberships(keys, looked.person.contextKind(), looked.person.contextKey()));
                }
                if (isRead(comparison, evaluated)) {
                    Optional<Membership> segment = evaluated.value().stream()
                            .filter(each -> each.key().equals(comparison.segmentKey))
                            .findFirst();
                    segment.ifPresentOrElse(
                            each -> {
                                read(comparison, each);
                                judgeAgain(comparison);
                            },
                            () -> comparison.unknown(CHANGING));
                }
            }
        }

        private void lookAlone(Comparison comparison) {
            ReadBack.Read<Boolean> included =
                    ask(() -> readBack.isIncluded(keys, comparison.segmentKey, comparison.slot.contextKey()));
            if (isRead(comparison, included)) {
                comparison.launchDarkly = included.value();
                judgeAgain(comparison);
            }
        }

        private boolean isRead(Comparison comparison, ReadBack.Read<?> read) {
            boolean isRead = read != null && read.value() != null;
            if (!isRead) {
                comparison.unknown("it differed, and could not be looked at once more: "
                        + (read == null ? stopped : describe(read.outcome())));
            }
            return isRead;
        }

        /** What is believed may have changed since the first look. */
        private void judgeAgain(Comparison comparison) {
            Boolean before = comparison.believed;
            if (believe(comparison)) {
                judge(comparison);
                if (comparison.result == Result.drift && !before.equals(comparison.believed)) {
                    comparison.unknown(CHANGING);
                }
            }
        }

        private boolean isSecondLookDue(Comparison comparison) {
            long wait = firstDriftAt + SECOND_LOOK_MILLIS - transport.now();
            try {
                if (stopped != null || wait > 0 && !transport.await(wait)) {
                    comparison.unknown("it differed, and there was no time to look once more");
                    return false;
                }
                return true;
            } catch (IOException e) {
                comparison.unknown("it differed, and could not be looked at once more: " + e.getMessage());
                return false;
            }
        }

        private OfAudience count(AuditQuestion.Audience audience) {
            String segmentKey = audience.segmentKey() == null ? segments.keyOf(audience.id()) : audience.segmentKey();
            AudienceKey key = new AudienceKey(environment, audience.contextKind(), audience.id());
            long at = transport.now();
            AudienceState before = known(audience, key);
            ReadBack.Read<ReadBack.Counted> read = ask(() -> readBack.count(keys, segmentKey, audience.contextKind()));
            AudienceState known = known(audience, key);
            ReadBack.Counted counted = read == null ? null : read.value();
            if (counted == null) {
                boolean absent = read != null && read.outcome().status() == 404;
                String why = read == null
                        ? stopped
                        : absent
                                ? segments.absent(segmentKey, audience.segmentKey() != null)
                                : describe(read.outcome());
                return new OfAudience(audience.id(), segmentKey, members(known), null, Result.unknown, why);
            }
            boolean isStill = before != null && known != null && before.members() == known.members();
            if (isStill && known.seededAt().isEmpty() && learns(key, known, counted, at)) {
                known = known(audience, key);
            }
            return compared(audience, segmentKey, known, counted.members(), isStill);
        }

        /** Who tells the keys tells all; a number tells that there are no others, if it is the one that is known here. */
        private boolean learns(AudienceKey key, AudienceState known, ReadBack.Counted counted, long at) {
            try {
                return (counted.keys() != null || counted.members() == known.members())
                        && beliefs.learn(key, counted.keys(), at);
            } catch (RuntimeException e) {
                return false;
            }
        }

        private OfAudience compared(
                AuditQuestion.Audience audience,
                String segmentKey,
                AudienceState known,
                long counted,
                boolean isStill) {
            if (known == null) {
                return new OfAudience(audience.id(), segmentKey, null, counted, Result.unknown, NOT_COUNTED);
            }
            if (known.members() == counted) {
                return new OfAudience(audience.id(), segmentKey, counted, counted, Result.same, null);
            }
            String why = !isStill
                    ? CHANGING
                    : known.seededAt().isPresent() || known.members() > counted
                            ? null
                            : "at least " + known.members() + " are known here, and others may have been there before";
            return new OfAudience(
                    audience.id(),
                    segmentKey,
                    known.members(),
                    counted,
                    why == null ? Result.drift : Result.unknown,
                    why);
        }

        private Long members(AudienceState known) {
            return known == null ? null : (Long) known.members();
        }

        /** What is expected counts in place of what is known; {@code null} for nothing. */
        private AudienceState known(AuditQuestion.Audience audience, AudienceKey key) {
            if (audience.expectedMembers() != null) {
                return new AudienceState(key, "", audience.expectedMembers(), OptionalLong.of(0));
            }
            try {
                return beliefs.audience(key).orElse(null);
            } catch (RuntimeException e) {
                return null; // as if nothing were known
            }
        }

        /** Asks until there is an answer that would not be another one the next time; {@code null} when nothing is asked any more. */
        private <T> ReadBack.Read<T> ask(Supplier<ReadBack.Read<T>> request) {
            Tries tries = new Tries();
            while (stopped == null) {
                ReadBack.Read<T> read = request.get();
                if (read.outcome().disposition() == Disposition.UNAUTHORIZED) {
                    stopped = describe(read.outcome());
                }
                if (!tries.another(read.outcome())) {
                    return read;
                }
            }
            return null;
        }

        /** The tries of one request. */
        private final class Tries {
            private int failed;

            /** Whether it is made once more after this outcome, when it is time for that. */
            boolean another(ApiOutcome outcome) {
                if (outcome.cause() instanceof PacedTransport.NoTimeLeftException over) {
                    stopped = over.getMessage();
                    return false;
                }
                try {
                    return switch (outcome.disposition()) {
                        case THROTTLED -> true;
                        case TRANSIENT -> ++failed < ATTEMPTS && transport.await(RETRY_MILLIS << failed);
                        default -> false;
                    };
                } catch (IOException e) {
                    stopped = e.getMessage();
                    return false;
                }
            }
        }
    }

    private static String describe(ApiOutcome outcome) {
        return outcome.cause() instanceof PacedTransport.NoTimeLeftException over
                ? over.getMessage()
                : outcome.describeWithoutMessage();
    }
}
