package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDBException;

/** What a folder cannot give back is said; it is never taken for something that is not there. */
class RocksDamageTest {

    /** Is in the table of audiences only; what is compressed behind it has been there before. */
    private static final String IN_AUDIENCES = "Name of";
    /** Is in the table of members only. */
    private static final String IN_MEMBERS = "m20";

    private static final AudienceKey VIP = new AudienceKey("env", "user", "vip");

    @TempDir
    Path folder;

    private static MembershipChange vip(String key, boolean included, long time) {
        return new MembershipChange(VIP.slot(key), IN_AUDIENCES + " vip", included, time, "m" + time);
    }

    private OneProcessLedger open(RocksStore store) {
        return new OneProcessLedger(store, LedgerTimes.of(Duration.ofSeconds(30)), System::currentTimeMillis);
    }

    @BeforeEach
    void fill() {
        try (MembershipLedger ledger = open(new RocksStore(folder))) {
            ledger.claim(List.of(vip("alice", true, 20))).accepted(new Acceptance(null, 1));
        }
    }

    /** Spoils the first block of the tables that hold this text. */
    private void spoil(String text) throws IOException {
        int spoiled = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".sst")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (new String(bytes, StandardCharsets.ISO_8859_1).contains(text)) {
                    bytes[3] ^= 0x55;
                    Files.write(file, bytes);
                    spoiled++;
                }
            }
        }
        assertThat(spoiled).isPositive();
    }

    @Test
    void aMarkThatCannotBeReadIsNotTakenForNone() throws Exception {
        try (MembershipLedger ledger = open(new RocksStore(folder))) {
            assertThat(ledger.claim(List.of(vip("alice", false, 10))).withheld())
                    .containsValue(Withheld.STALE);
        }
        spoil(IN_MEMBERS);
        try (MembershipLedger ledger = open(new RocksStore(folder))) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> ledger.claim(List.of(vip("bob", true, 10), vip("alice", false, 10))))
                        .isInstanceOf(LedgerException.class);
                assertThatThrownBy(() -> ledger.state(VIP.slot("alice"))).isInstanceOf(LedgerException.class);
                assertThatThrownBy(() -> ledger.person("env", "alice")).isInstanceOf(LedgerException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IN_AUDIENCES, IN_MEMBERS})
    void aFolderThatCannotBeReadAgainStaysFailed(String spoiled) throws Exception {
        RocksStore store = new RocksStore(folder);
        try (MembershipLedger ledger = open(store)) {
            boolean isHeld = spoiled.equals(IN_MEMBERS);
            Claim held = isHeld ? ledger.claim(List.of(vip("alice", false, 30))) : null;
            assertThat(isHeld
                            || ledger.claim(List.of(vip("alice", false, 10)))
                                    .granted()
                                    .isEmpty())
                    .isTrue();
            // the disk goes bad: the log cannot be written, and what is in the tables cannot be read
            spoil(spoiled);
            failSync(store);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> ledger.claimAgain(held, List.of(vip("alice", false, 10))))
                        .isInstanceOf(LedgerException.class);
            }
        }
    }

    /** Long keys, long marks and many of both are read as short ones are. */
    @Test
    void recordsOfAnyLengthAreReadTogether() {
        List<MembershipChange> changes = IntStream.range(0, 1_000)
                .mapToObj(i -> new MembershipChange(
                        VIP.slot("k".repeat(1 + i % 7 * 100) + i),
                        "vip",
                        i % 2 == 0,
                        10,
                        "m".repeat(1 + i % 5 * 200) + i))
                .toList();
        try (MembershipLedger ledger = open(new RocksStore(folder))) {
            ledger.claim(changes).accepted(new Acceptance("r".repeat(300), 1));
        }
        try (MembershipLedger ledger = open(new RocksStore(folder))) {
            assertThat(ledger.claim(changes).withheld()).hasSize(1_000).doesNotContainValue(Withheld.BUSY);
            changes.forEach(
                    change -> assertThat(ledger.marks(List.of(change.slot())).get(change.slot()))
                            .satisfies(mark -> {
                                assertThat(mark.messageId()).isEqualTo(change.messageId());
                                assertThat(mark.included()).isEqualTo(change.included());
                            }));
        }
    }

    private static void failSync(RocksStore store) throws ReflectiveOperationException {
        Object sync = value(value(store, "disk"), "sync");
        Field failure = sync.getClass().getDeclaredField("failure");
        failure.setAccessible(true);
        failure.set(sync, new RocksDBException("IO error: input/output error"));
    }

    private static Object value(Object of, String field) throws ReflectiveOperationException {
        Field declared = of.getClass().getDeclaredField(field);
        declared.setAccessible(true);
        return declared.get(of);
    }
}
