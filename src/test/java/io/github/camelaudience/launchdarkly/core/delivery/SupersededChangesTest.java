package io.github.camelaudience.launchdarkly.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;

/** Many changes of one slot: which counts, and which after that (rule D16). */
class SupersededChangesTest {

    private static final Ticket TICKET = new Ticket(settled -> {});

    private static PendingChange pending(long eventTime, int arrival) {
        return new PendingChange(DeliveryRig.change("a", "u", true, eventTime, "m" + arrival), false, TICKET, 0)
                .arrived(arrival, 1);
    }

    /** By the words of the rule: the last by event time, then by arrival; without a time, after all that came before. */
    private static PendingChange counts(List<PendingChange> byArrival) {
        PendingChange counts = null;
        long latest = Long.MIN_VALUE;
        for (PendingChange each : byArrival) {
            if (!each.change.hasEventTime() || each.change.eventTime() >= latest) {
                counts = each;
            }
            latest = Math.max(latest, each.change.eventTime());
        }
        return counts;
    }

    @Property
    void whoCountsIsTheLastAndThenTheNext(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<PendingChange> left = new ArrayList<>();
        PendingChange first = null;
        int arrivals = 1 + random.nextInt(12);
        for (int i = 0; i < arrivals || first != null; i++) {
            if (i < arrivals) {
                long time = random.nextInt(4) == 0 ? MembershipChange.NO_EVENT_TIME : random.nextInt(6);
                PendingChange next = pending(time, i);
                left.add(next);
                first = first == null ? next : PendingChange.merge(first, next);
            }
            if (i >= arrivals || random.nextInt(3) == 0) {
                left.remove(first);
                first = first.detachSuperseded();
            }
            assertThat(first).isSameAs(counts(left));
            assertThat(first == null ? 0 : first.count()).isEqualTo(left.size());
        }
    }

    @Example
    void aCrowdOfChangesOfOneSlotCostsLittleEach() {
        int crowd = 400_000;
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (boolean later : new boolean[] {true, false}) {
                PendingChange first = pending(0, 0);
                for (int i = 1; i < crowd; i++) {
                    first = PendingChange.merge(first, pending(later ? i : -i, i));
                }
                assertThat(first.count()).isEqualTo(crowd);
                for (int i = 1; i < crowd; i++) {
                    first = first.detachSuperseded();
                }
                assertThat(first.detachSuperseded()).isNull();
            }
        });
    }
}
