package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** The members of big segments as a Relay and an SDK's store get them. */
class BigSegmentIndexTest {

    private final BigSegmentIndex index = new BigSegmentIndex();

    /** Applies patches by the rule of LaunchDarkly's Relay: only what follows on the version it has. */
    private static final class Relay {
        final Set<String> taken = new HashSet<>();
        String cursor = "";

        /** Polls until there is nothing new, as the Relay does. */
        void catchUp(BigSegmentIndex index) {
            for (int polls = 0; ; polls++) {
                List<BigSegmentIndex.Patch> patches = index.after(cursor);
                if (patches.isEmpty()) {
                    return;
                }
                assertThat(polls).as("it ends").isLessThan(2);
                patches.forEach(this::apply);
            }
        }

        void apply(BigSegmentIndex.Patch patch) {
            assertThat(patch.previousVersion()).isEqualTo(cursor);
            patch.includedAdd().forEach(hash -> taken.add("+" + patch.reference() + hash));
            patch.includedRemove().forEach(hash -> taken.remove("+" + patch.reference() + hash));
            patch.excludedAdd().forEach(hash -> taken.add("-" + patch.reference() + hash));
            patch.excludedRemove().forEach(hash -> taken.remove("-" + patch.reference() + hash));
            cursor = patch.version();
        }
    }

    @Property(tries = 300)
    void aRelayThatAsksNowAndThenHoldsWhatTheIndexHolds(@ForAll("steps") List<Consumer<BigSegmentIndex>> steps) {
        BigSegmentIndex changing = new BigSegmentIndex();
        Relay early = new Relay();
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).accept(changing);
            if (i % 3 == 0) {
                early.catchUp(changing);
            }
        }
        early.catchUp(changing);
        Relay late = new Relay();
        late.catchUp(changing);

        Set<String> held = new HashSet<>();
        for (String key : KEYS) {
            String hash = BigSegmentIndex.hash(key);
            changing.references(hash, true).forEach(reference -> held.add("+" + reference + hash));
            changing.references(hash, false).forEach(reference -> held.add("-" + reference + hash));
        }
        assertThat(early.taken).isEqualTo(held);
        assertThat(late.taken).isEqualTo(held);
        assertThat(early.cursor).isEqualTo(changing.version());
    }

    private static final List<String> KEYS = List.of("ada", "grace", "", "ü/ß", "a b", "0");

    @Provide
    static Arbitrary<List<Consumer<BigSegmentIndex>>> steps() {
        Arbitrary<String> reference = Arbitraries.of("vip.g1", "beta.g1", "vip.g2");
        Arbitrary<Consumer<BigSegmentIndex>> edit = Combinators.combine(
                        reference, Arbitraries.of(true, false), Arbitraries.of(true, false), Arbitraries.of(KEYS))
                .as((to, included, add, key) ->
                        changing -> changing.edit(to, new TargetEdit(included, add, "user", List.of(key))));
        Arbitrary<Consumer<BigSegmentIndex>> clear = reference.map(gone -> changing -> changing.clear(gone));
        return Arbitraries.frequencyOf(Tuple.of(9, edit), Tuple.of(1, clear))
                .list()
                .ofMaxSize(40);
    }

    @Test
    void theHashIsThatOfLaunchDarklysOwnTests() {
        assertThat(BigSegmentIndex.hash("user-key")).isEqualTo("CEXjZY7cHJG/ydFy7q4+YEFwVrG3/pkJwA4FAjrbfx0=");
    }

    @Test
    void whoNamesAVersionThatNeverWasIsToldEverything() {
        index.edit("vip.g1", new TargetEdit(true, true, "user", List.of("ada", "grace")));
        index.edit("vip.g1", new TargetEdit(true, false, "user", List.of("ada")));

        for (String cursor : List.of("17", "-1", "nonsense")) {
            assertThat(index.after(cursor)).singleElement().satisfies(patch -> {
                assertThat(patch.previousVersion()).isEqualTo(cursor);
                assertThat(patch.version()).isEqualTo("3");
                assertThat(patch.includedAdd()).containsExactly(BigSegmentIndex.hash("grace"));
                assertThat(patch.includedRemove()).containsExactly(BigSegmentIndex.hash("ada"));
            });
        }
        assertThat(index.after("3")).isEmpty();
    }
}
