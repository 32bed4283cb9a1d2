package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.ChangeOrigin;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The table is a map that keeps the order of its entries, whatever is put into it. */
class MarkTableTest {

    /** A membership as the table knows it. */
    private record Key(int audience, String contextKey) {}

    private final MarkTable table = new MarkTable();
    private final Map<Key, Mark> model = new LinkedHashMap<>();

    @Provide
    Arbitrary<String> texts() {
        // few short ones, so that the same come again; and any characters, unpaired surrogates too
        return Arbitraries.oneOf(
                Arbitraries.of("", "a", "b", "AaAa", "AaBB", "BBAa", "é", "\u0100", "\ud800", "\udc00\ud800", "?"),
                Arbitraries.chars().array(char[].class).ofMaxSize(200).map(String::new),
                Arbitraries.chars()
                        .range('a', 'z')
                        .array(char[].class)
                        .ofMaxSize(70)
                        .map(String::new));
    }

    @Property(tries = 300)
    void whatIsPutInComesOutAsItWas(@ForAll Random random, @ForAll List<@net.jqwik.api.From("texts") String> texts) {
        MarkTable own = new MarkTable();
        Map<Key, Mark> expected = new LinkedHashMap<>();
        for (String text : texts) {
            Key key = new Key(random.nextInt(3), text);
            if (!expected.containsKey(key)) {
                Mark mark = mark(random, text);
                own.add(key.audience, text, mark);
                expected.put(key, mark);
            }
        }
        assertSame(own, expected);
    }

    @Test
    void manyComeAndGoInTheirOrder() {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            Key key = new Key(random.nextInt(20), "person-" + random.nextInt(2_000));
            int entry = table.find(key.audience, key.contextKey);
            Mark before = model.remove(key);
            assertThat(entry != MarkTable.NONE).isEqualTo(before != null);
            if (entry != MarkTable.NONE) {
                assertThat(table.mark(entry)).isEqualTo(before);
                table.remove(entry);
            }
            if (before == null || random.nextInt(3) > 0) {
                // of any length, so that a mark seldom takes the place of one like it
                Mark next = mark(random, "m".repeat(random.nextInt(100)));
                table.add(key.audience, key.contextKey, next);
                model.put(key, next);
            }
            if (model.size() > 10_000) {
                Key eldest = model.keySet().iterator().next();
                assertThat(table.contextKey(table.eldest())).isEqualTo(eldest.contextKey);
                assertThat(table.audience(table.eldest())).isEqualTo(eldest.audience);
                model.remove(eldest);
                table.remove(table.eldest());
            }
        }
        assertSame(table, model);
    }

    @Test
    void whatHasTheSameHashIsToldApart() {
        MarkText text = new MarkText(1);
        Map<Integer, String> byHash = new HashMap<>();
        String one = null;
        String other = null;
        for (int i = 0; one == null; i++) {
            other = "person-" + i;
            one = byHash.put(text.key(7, other), other);
        }
        MarkTable seeded = new MarkTable(1);
        Map<Key, Mark> expected = new LinkedHashMap<>();
        for (String key : List.of(one, other)) {
            Mark mark = mark(new Random(1), key);
            seeded.add(7, key, mark);
            expected.put(new Key(7, key), mark);
        }
        assertSame(seeded, expected);
        seeded.remove(seeded.find(7, one));
        expected.remove(new Key(7, one));
        assertThat(seeded.find(7, one)).isEqualTo(MarkTable.NONE);
        assertSame(seeded, expected);
    }

    private static void assertSame(MarkTable table, Map<Key, Mark> expected) {
        assertThat(table.size()).isEqualTo(expected.size());
        List<Key> keys = new ArrayList<>();
        for (int entry = table.eldest(); entry != MarkTable.NONE; entry = table.newer(entry)) {
            Key key = new Key(table.audience(entry), table.contextKey(entry));
            keys.add(key);
            assertThat(table.find(key.audience, key.contextKey)).isEqualTo(entry);
            assertThat(table.mark(entry)).isEqualTo(expected.get(key));
            assertThat(table.isIncluded(entry)).isEqualTo(expected.get(key).included());
        }
        assertThat(keys).containsExactlyElementsOf(expected.keySet());
    }

    private static Mark mark(Random random, String text) {
        long time = random.nextLong();
        return new Mark(
                random.nextBoolean(),
                random.nextBoolean() ? time : random.nextLong(),
                random.nextInt(4) == 0 ? null : text,
                random.nextInt(4) == 0 ? MembershipChange.NO_EVENT_TIME : time,
                random.nextLong(),
                random.nextBoolean() ? null : "request " + text,
                random.nextBoolean() ? null : ChangeOrigin.of(text),
                random.nextBoolean() ? time : random.nextLong());
    }
}
