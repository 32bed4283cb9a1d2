package io.github.camelaudience.launchdarkly.core.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys come out in the order of the ledger, each once, whatever fits into memory. */
class KeySorterTest {

    private static final String[] LETTERS = {
        "a", "b", "\u0000", "\u0001", "é", "\uFFFD", "\uE000", "😀", "\uD800\uDC00", "~"
    };

    @TempDir
    Path folder;

    private KeySorter.Sorted sort(List<String> keys, long room, Path target) throws IOException {
        try (KeySorter sorter = new KeySorter(folder, room)) {
            for (String key : keys) {
                sorter.add(key.getBytes(StandardCharsets.UTF_8));
            }
            return sorter.finish(target);
        }
    }

    private static List<String> read(Path file) throws IOException {
        List<String> keys = new ArrayList<>();
        try (StagedKeys staged = new StagedKeys(file, 7)) {
            while (staged.advance()) {
                keys.add(new String(staged.current(), StandardCharsets.UTF_8));
            }
        }
        return keys;
    }

    @Test
    void anyKeysComeInTheOrderOfTheLedger() throws IOException {
        long seed = Long.getLong("mirror.seed", System.nanoTime());
        System.out.println("KeySorterTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            List<String> keys = new ArrayList<>();
            for (int i = random.nextInt(400); i > 0; i--) {
                StringBuilder key = new StringBuilder();
                for (int j = random.nextInt(5); j >= 0; j--) {
                    key.append(LETTERS[random.nextInt(LETTERS.length)]);
                }
                keys.add(key.toString());
            }
            TreeSet<String> expected = new TreeSet<>(LedgerText.ORDER);
            expected.addAll(keys);

            KeySorter.Sorted sorted = sort(keys, 1 + random.nextInt(4000), folder.resolve("keys"));
            Collections.shuffle(keys, random);
            KeySorter.Sorted again = sort(keys, 1L << 30, folder.resolve("again"));

            assertThat(read(folder.resolve("keys"))).containsExactlyElementsOf(expected);
            assertThat(sorted).isEqualTo(again);
            assertThat(sorted.count()).isEqualTo(expected.size());
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("keys", "again");
        }
    }

    @Test
    void aFileThatIsCutShortIsNoShorterSet() throws IOException {
        Path file = folder.resolve("keys");
        sort(List.of("alice", "bob"), 1000, file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 1; length < whole.length; length++) {
            if (length == "alice".length() + 2) {
                continue; // that is the end of a key
            }
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class).hasMessageContaining("cut short");
        }
    }
}
