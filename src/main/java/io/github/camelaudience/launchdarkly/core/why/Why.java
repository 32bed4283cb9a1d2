package io.github.camelaudience.launchdarkly.core.why;

import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.SlotState;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks a person up in ledgers: one, or several of which each remembers a part. */
public final class Why {

    private Why() {}

    /**
     * Answers from one ledger.
     *
     * @param environment client-side ID of the environment
     * @param contextKind the kind that is meant where the question names none and an audience; others are looked at when it has nothing
     * @param seesClaims  whether claims of those who write can be seen in the ledger
     */
    public static WhyAnswer of(
            WhyQuestion question, String environment, String contextKind, MembershipLedger ledger, boolean seesClaims) {
        List<WhyAnswer.Membership> memberships = new ArrayList<>();
        for (SlotState state : states(question, environment, contextKind, ledger)) {
            memberships.add(new WhyAnswer.Membership(
                    state, ledger.audience(state.slot().audience()), seesClaims ? (Boolean) state.claimed() : null));
        }
        return new WhyAnswer(environment, question.user(), memberships);
    }

    private static List<SlotState> states(
            WhyQuestion question, String environment, String contextKind, MembershipLedger ledger) {
        if (question.audience() != null) {
            String kind = question.contextKind() == null ? contextKind : question.contextKind();
            Optional<SlotState> meant =
                    ledger.state(new AudienceKey(environment, kind, question.audience()).slot(question.user()));
            if (meant.isPresent()) {
                return List.of(meant.get());
            }
        }
        return ledger.person(environment, question.user()).stream()
                .filter(state -> isMeant(question, state, ledger))
                .toList();
    }

    private static boolean isMeant(WhyQuestion question, SlotState state, MembershipLedger ledger) {
        AudienceKey key = state.slot().audience();
        return (question.contextKind() == null || question.contextKind().equals(key.contextKind()))
                && (question.audience() == null
                        || question.audience().equals(key.audienceId())
                        || question.audience().equals(ledger.audience(key).name()));
    }

    /** Puts together what several ledgers have answered: of each membership what was accepted last. */
    public static WhyAnswer newest(List<WhyAnswer> answers) {
        Map<Object, WhyAnswer.Membership> newest = new LinkedHashMap<>();
        answers.stream()
                .flatMap(answer -> answer.memberships().stream())
                .sorted(Comparator.comparing(Why::acceptedAt))
                .forEach(membership -> newest.put(membership.state().slot(), membership));
        return new WhyAnswer(answers.get(0).environment(), answers.get(0).user(), List.copyOf(newest.values()));
    }

    private static long acceptedAt(WhyAnswer.Membership membership) {
        return membership.state().mark().map(mark -> mark.acceptedAt()).orElse(Long.MIN_VALUE);
    }
}
