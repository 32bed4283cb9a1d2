package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import java.util.List;

/**
 * Tells what delivery stands at.
 *
 * @param pending       changes taken and not settled
 * @param oldestMillis  age of the oldest exchange that is not settled, in milliseconds, since before its first attempt; 0 if there is none
 * @param inFlight      requests under way
 * @param oldestRequestMillis how long the oldest of them has been under way, in milliseconds; 0 if there is none
 * @param continuing    changes of settled exchanges whose routes have not gone on yet
 * @param lanes         audiences with something waiting or under way
 * @param coolingDown   nothing is sent, at least to one environment, because the access token was refused or by rule D28
 * @param unauthorized  the refusal of the access token, until LaunchDarkly accepts something; or {@code null}
 * @param held          why changes are held by rule D28, until LaunchDarkly accepts something; or {@code null}
 * @param heldAudiences the audiences that alone are held, until LaunchDarkly accepts something of theirs
 * @param ledgerFailure why the ledger could not be read or written the last time, while that lasts; or {@code null}
 * @param lastOutcome   of the last request, or {@code null}
 */
public record DeliveryState(
        int pending,
        long oldestMillis,
        int inFlight,
        long oldestRequestMillis,
        int continuing,
        int lanes,
        boolean coolingDown,
        ApiOutcome unauthorized,
        DeliveryFailure held,
        List<HeldAudience> heldAudiences,
        RuntimeException ledgerFailure,
        ApiOutcome lastOutcome) {}
