package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.delivery.LastResort;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Knows how large the audiences of a ledger are, as of the last time it looked, so that who asks waits for no database. Says what is wrong
 * with the ledger, too. Thread-safe.
 */
public final class AudienceSizes {

    private final MembershipLedger ledger;
    private final Consumer<? super AudienceSizes> news;

    private volatile Map<AudienceKey, AudienceState> known = Map.of();
    private volatile String trouble;

    /**
     * Knows nothing until it is {@link #refresh refreshed}.
     *
     * @param news is told after each look
     */
    public AudienceSizes(MembershipLedger ledger, Consumer<? super AudienceSizes> news) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.news = Objects.requireNonNull(news, "news");
    }

    /** Looks at the ledger. Never throws: when that cannot be read, what was known stays. */
    public void refresh() {
        try {
            known = ledger.audiences().stream()
                    .collect(Collectors.toMap(
                            AudienceState::audience, Function.identity(), (one, other) -> one, TreeMap::new));
            trouble = ledger.warning().orElse(null);
        } catch (LedgerException e) {
            trouble = e.getMessage();
        } catch (Throwable e) {
            trouble = "the ledger cannot be read (" + e.getClass().getSimpleName() + ")";
        }
        try {
            news.accept(this);
        } catch (Throwable e) {
            LastResort.report(e);
        }
    }

    /** Gives all audiences, by their keys. */
    public List<AudienceState> all() {
        return List.copyOf(known.values());
    }

    /** Gives those of an environment with the most members. */
    public List<AudienceState> largest(String environment, int most) {
        return known.values().stream()
                .filter(state -> state.audience().environment().equals(environment))
                .sorted(Comparator.comparingLong(AudienceState::members).reversed())
                .limit(most)
                .toList();
    }

    /** Gives one; {@code null} when nothing is known of it. */
    public AudienceState of(AudienceKey audience) {
        return known.get(audience);
    }

    /** Says in a sentence what is wrong with the ledger; {@code null} while nothing is. */
    public String trouble() {
        return trouble;
    }

    /** Says the size in words: {@code 12}, or {@code at least 12} while members may be unknown. */
    public static String inWords(AudienceState audience) {
        return (audience.seededAt().isPresent() ? "" : "at least ") + audience.members();
    }
}
