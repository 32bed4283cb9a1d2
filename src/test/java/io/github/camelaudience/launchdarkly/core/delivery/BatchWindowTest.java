package io.github.camelaudience.launchdarkly.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Whatever is added, renamed, cut, let go, expired and cleared: the window knows its bytes, its names and who may go. */
class BatchWindowTest {

    private static final SegmentBackend BACKEND = DeliveryRig.SYNCED_MANY;
    private static final UpdateTarget TARGET = BACKEND.targetOf(DeliveryRig.slot("a", "u"));
    private static final String[] NAMES = {"N", "Name", "A much longer name", "\u00fc\"\u20ac"};
    private static final int EMPTY =
            "{'environmentId':'env','contextKind':'user','batch':[]}".getBytes(StandardCharsets.UTF_8).length;

    /** What the window should hold. */
    private static final class Model {
        final BatchWindow window = new BatchWindow(TARGET, BACKEND);
        final Map<MembershipSlot, PendingChange> waiting = new HashMap<>();
        final Map<String, MembershipChange> newest = new HashMap<>();
        final List<List<PendingChange>> batches = new ArrayList<>();
        /** Until when these are not ready. */
        final Map<MembershipSlot, Long> resting = new HashMap<>();

        long arrivals;

        Set<MembershipSlot> taken() {
            Set<MembershipSlot> taken = new HashSet<>();
            batches.forEach(batch -> batch.forEach(member -> taken.add(member.change.slot())));
            return taken;
        }

        void add(SplittableRandom random) {
            String audience = "a" + random.nextInt(4);
            long time = random.nextInt(5) == 0 ? MembershipChange.NO_EVENT_TIME : random.nextInt(100);
            MembershipChange change = new MembershipChange(
                    DeliveryRig.slot(audience, "u" + "x".repeat(random.nextInt(9)) + random.nextInt(3)),
                    NAMES[random.nextInt(NAMES.length)],
                    random.nextBoolean(),
                    time,
                    null);
            Ticket ticket = new Ticket(done -> {});
            ticket.add(1);
            ticket.opened(arrivals, false);
            PendingChange pending =
                    new PendingChange(change, false, ticket, 0).arrived(arrivals++, BACKEND.ownBytes(change.slot()));
            MembershipChange before = newest.get(audience);
            boolean renames = before != null
                    && !change.isOlderThan(before)
                    && !before.audienceName().equals(change.audienceName());
            assertThat(window.add(pending, arrivals)).isEqualTo(renames);
            if (before == null || !change.isOlderThan(before)) {
                newest.put(audience, change);
            }
            waiting.merge(change.slot(), pending, (earlier, later) -> earlier); // who counts is PendingChange's to say
        }

        void cut(SplittableRandom random) {
            long maxBytes = random.nextBoolean() ? Long.MAX_VALUE : 100 + random.nextInt(900);
            List<PendingChange> cut = window.cut(1 + random.nextInt(6), maxBytes, arrivals);
            Set<MembershipSlot> taken = taken();
            cut.forEach(member -> {
                assertThat(taken).doesNotContain(member.change.slot());
                assertThat(waiting.remove(member.change.slot())).isNotNull();
            });
            if (cut.isEmpty()) {
                return;
            }
            assertThat(window.names(cut)).allSatisfy((id, name) -> assertThat(name)
                    .isEqualTo(newest.get(id).audienceName()));
            if (cut.size() > 1) {
                assertThat(bytes(cut)).isLessThanOrEqualTo(maxBytes);
            }
            batches.add(cut);
        }

        /** Some members of a batch are being written by somebody else; the others stay in it. */
        void rest(SplittableRandom random) {
            List<PendingChange> batch = batches.get(random.nextInt(batches.size()));
            List<PendingChange> busy =
                    batch.stream().filter(member -> random.nextBoolean()).toList();
            long until = arrivals + 1 + random.nextInt(20);
            window.rest(busy, until);
            batch.removeAll(busy);
            busy.forEach(member -> {
                waiting.putIfAbsent(member.change.slot(), member);
                resting.put(member.change.slot(), until);
            });
        }

        void wake() {
            resting.values().forEach(until -> assertThat(window.restsUntil()).isLessThanOrEqualTo(until));
            window.wake(arrivals);
            resting.values().removeIf(until -> until <= arrivals);
        }

        long bytes(List<PendingChange> members) {
            Map<String, String> names = new HashMap<>();
            newest.forEach((id, change) -> names.put(id, change.audienceName()));
            long bytes = 0;
            for (PendingChange member : members) {
                SegmentUpdate alone = new SegmentUpdate(TARGET, names, List.of(member.change));
                // the value's text may be a byte shorter than is reckoned with; the comma is none here
                bytes += BACKEND.render(alone).getBytes(StandardCharsets.UTF_8).length
                        - EMPTY
                        + (member.change.included() ? 2 : 1);
            }
            return bytes;
        }

        void check() {
            Set<MembershipSlot> taken = taken();
            List<PendingChange> ready = waiting.entrySet().stream()
                    .filter(each -> !taken.contains(each.getKey()) && !resting.containsKey(each.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            assertThat(window.ready()).isEqualTo(ready.size());
            assertThat(window.isEmpty()).isEqualTo(waiting.isEmpty());
            long bytes = ready.stream()
                    .mapToLong(each -> BACKEND.sharedBytes(
                                    new UpdateTarget("env", each.change.slot().audienceId(), "user"),
                                    newest.get(each.change.slot().audienceId()).audienceName())
                            + each.ownBytes())
                    .sum();
            assertThat(window.isFull(Integer.MAX_VALUE, bytes)).as("not less").isTrue();
            assertThat(window.isFull(Integer.MAX_VALUE, bytes + 1))
                    .as("not more")
                    .isFalse();
        }
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void isExact(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Model model = new Model();
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(10)) {
                case 0, 1 -> model.cut(random);
                case 2 -> {
                    if (!model.batches.isEmpty()) {
                        model.window.letGo(model.batches.remove(random.nextInt(model.batches.size())), model.arrivals);
                    }
                }
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        String audience = "a" + random.nextInt(4);
                        List<PendingChange> cleared = new ArrayList<>();
                        model.window.clear(
                                each -> each.change.slot().audienceId().equals(audience), cleared);
                        cleared.forEach(each -> {
                            assertThat(model.waiting.remove(each.change.slot())).isNotNull();
                            model.resting.remove(each.change.slot());
                        });
                    }
                }
                case 4 -> {
                    if (!model.batches.isEmpty()) {
                        model.rest(random);
                    }
                }
                case 5 -> model.wake();
                default -> model.add(random);
            }
            model.check();
        }
    }

    @Test
    void forgetsNamesOfAudiencesThatNobodyWaitsFor() {
        BatchWindow window = new BatchWindow(TARGET, BACKEND);
        Ticket ticket = new Ticket(done -> {});
        for (int i = 0; i < 10_000; i++) {
            MembershipChange change = DeliveryRig.change("a" + i, "u", true);
            window.add(new PendingChange(change, false, ticket, 0).arrived(i, 1), i);
            List<PendingChange> cut = window.cut(1, Long.MAX_VALUE, i);
            window.letGo(cut, i);
        }
        assertThat(window.audiences()).isLessThanOrEqualTo(64);
    }
}
