package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is sent, the ledger holds what a plain map would hold. */
class LedgerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Property(tries = 300)
    void parser_and_ledger_agree_with_a_plain_model(@ForAll("batches") List<List<Member>> batches) throws IOException {
        Ledger ledger = new Ledger(true, key -> key);
        Map<Slot, List<Boolean>> model = new HashMap<>();
        for (List<Member> batch : batches) {
            ParsedBody parsed = SyncBodyParser.parse(json(batch));
            assertThat(parsed.problem()).isNull();
            assertThat(parsed.body().members()).isEqualTo(batch);
            ledger.apply(parsed.body(), 0);
            for (Member member : batch) {
                model.computeIfAbsent(
                                new Slot("env", "user", member.cohortId(), member.userId()), key -> new ArrayList<>())
                        .add(member.value());
            }
        }

        Map<Slot, Boolean> last = new HashMap<>();
        model.forEach((slot, values) -> last.put(slot, values.get(values.size() - 1)));
        assertThat(ledger.memberships()).isEqualTo(last);
        model.forEach(
                (slot, values) -> assertThat(ledger.history(slot).values()).isEqualTo(values));
        for (SegmentView segment : ledger.segments()) {
            assertThat(segment.size())
                    .isEqualTo(ledger.members(segment.lane()::equals).size());
        }
    }

    @Property(tries = 100)
    void who_listens_can_keep_a_copy(@ForAll("batches") List<List<Member>> batches) {
        Ledger ledger = new Ledger(false, key -> key);
        Replica replica = new Replica();
        assertThat(ledger.listen(replica)).isEmpty();
        Segment big = ledger.create("env", "big", SegmentKind.BIG, "Big", 0);
        ledger.changed(big, List.of(), 0);
        for (List<Member> batch : batches) {
            ledger.apply(new SyncBody("env", "user", batch), 0);
            ledger.apply(
                    big,
                    batch.stream()
                            .map(member -> new TargetEdit(
                                    member.cohortId().equals("c1"), member.value(), "user", List.of(member.userId())))
                            .toList(),
                    0);
        }

        assertThat(replica.segments).isEqualTo(sets(ledger.snapshots()));
        assertThat(replica.versions.get("big")).isEqualTo(big.version);
        ledger.delete(big);
        assertThat(replica.segments).isEqualTo(sets(ledger.snapshots())).doesNotContainKey("big");
        ledger.clear();
        assertThat(replica.segments).isEmpty();
    }

    private static Map<String, Set<String>> sets(List<SegmentSnapshot> snapshots) {
        Map<String, Set<String>> all = new HashMap<>();
        snapshots.forEach(snapshot -> {
            Set<String> keys = all.computeIfAbsent(snapshot.facts().key(), key -> new HashSet<>());
            snapshot.included().forEach((kind, in) -> in.forEach(key -> keys.add("+" + kind + key)));
            snapshot.excluded().forEach((kind, out) -> out.forEach(key -> keys.add("-" + kind + key)));
        });
        return all;
    }

    /** What a listener knows of all segments. */
    private static final class Replica implements SegmentListener {
        final Map<String, Set<String>> segments = new HashMap<>();
        final Map<String, Integer> versions = new HashMap<>();

        @Override
        public void changed(SegmentFacts segment, List<TargetEdit> edits) {
            assertThat(segment.version()).isEqualTo(versions.merge(segment.key(), 1, Integer::sum));
            Set<String> keys = segments.computeIfAbsent(segment.key(), key -> new HashSet<>());
            for (TargetEdit edit : edits) {
                for (String key : edit.keys()) {
                    String entry = (edit.included() ? "+" : "-") + edit.contextKind() + key;
                    assertThat(edit.add() ? keys.add(entry) : keys.remove(entry))
                            .isTrue();
                }
            }
        }

        @Override
        public void deleted(SegmentFacts segment) {
            segments.remove(segment.key());
        }

        @Override
        public void cleared() {
            segments.clear();
        }
    }

    @Property(tries = 50)
    void history_keeps_every_value(@ForAll List<Boolean> values) {
        ValueHistory history = new ValueHistory();
        for (int round = 0; round < 5; round++) {
            values.forEach(history::append);
        }

        assertThat(history.size()).isEqualTo(5 * values.size());
        for (int i = 0; i < history.size(); i++) {
            assertThat(history.get(i)).isEqualTo(values.get(i % values.size()));
        }
    }

    @Provide
    Arbitrary<List<List<Member>>> batches() {
        Arbitrary<String> key = Arbitraries.oneOf(
                Arbitraries.of("u1", "u2", "U1", " u1", "é", "e\u0301", "\ud83d\udc69\u200d\ud83d\udcbb"),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(4));
        Arbitrary<Member> member = Combinators.combine(
                        Arbitraries.of("c1", "c2"), Arbitraries.of("One", "Two"), key, Arbitraries.of(true, false))
                .as(Member::new);
        return member.list().ofMinSize(1).ofMaxSize(8).list().ofMaxSize(6);
    }

    private static byte[] json(List<Member> batch) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("environmentId", "env");
        ArrayNode array = body.putArray("batch");
        for (Member member : batch) {
            array.addObject()
                    .put("cohortId", member.cohortId())
                    .put("cohortName", member.cohortName())
                    .put("userId", member.userId())
                    .put("value", member.value());
        }
        return JSON.writeValueAsBytes(body);
    }
}
