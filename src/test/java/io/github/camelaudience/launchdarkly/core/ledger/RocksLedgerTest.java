package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** The ledger in a folder keeps the contract, through restarts too, and says what is wrong with the folder. */
class RocksLedgerTest extends LedgerContract {

    private static final AudienceKey VIP = new AudienceKey("env", "user", "vip");

    @TempDir
    Path folder;

    private int folders;

    @Override
    MembershipLedger open(LedgerTimes times) {
        return open(folder.resolve("ledger" + ++folders), times);
    }

    private static MembershipLedger open(Path folder, LedgerTimes times) {
        return new OneProcessLedger(
                new RocksStore(folder), times, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    @Test
    void whatWasAcceptedOutlivesTheProcess() {
        Path own = folder.resolve("own");
        try (MembershipLedger ledger = open(own, LONG)) {
            accept(ledger, vip("alice", true, 20), change("new", "alice", false, 1, "m1"));
            ledger.seeded(VIP, OptionalLong.of(5));
        }
        try (MembershipLedger ledger = open(own, LONG)) {
            assertThat(withheld(ledger, vip("alice", false, 10))).isEqualTo(Withheld.STALE);
            assertThat(withheld(ledger, vip("alice", true, 20))).isEqualTo(Withheld.DUPLICATE);
            assertThat(ledger.audience(VIP)).isEqualTo(new AudienceState(VIP, "Name of vip", 1, OptionalLong.of(5)));
            assertThat(ledger.person("env", "alice")).hasSize(2);
            accept(ledger, change("third", "alice", true, 1, "m1"));
            assertThat(ledger.audiences()).hasSize(3);
        }
    }

    /** Claims die with the process; what it sent is looked at, counted from the start of the next. */
    @Test
    void whatWasSentWithoutAnAnswerIsLookedAtByTheNextProcess() {
        Path own = folder.resolve("own");
        try (MembershipLedger ledger = open(own, LONG)) {
            ledger.claim(List.of(vip("alice", true, 10))).unknown();
            accept(ledger, vip("alice", false, 20));
            ledger.claim(List.of(vip("bob", true, 10)));
        }
        AtomicLong clock = new AtomicLong(1);
        try (MembershipLedger ledger = new OneProcessLedger(new RocksStore(own), LONG, clock::get)) {
            assertThat(ledger.claimDue()).isEmpty();
            assertThat(ledger.state(VIP.slot("bob"))).map(SlotState::claimed).contains(false);
            accept(ledger, vip("bob", false, 20));
            clock.addAndGet(LONG.settleAfter().toMillis());
            Claim alice = ledger.claimDue().orElseThrow();
            Claim bob = ledger.claimDue().orElseThrow();
            assertThat(List.of(
                            alice.granted().get(0).change(),
                            bob.granted().get(0).change()))
                    .containsExactly(vip("alice", false, 20), vip("bob", false, 20));
            alice.accepted(new Acceptance(null, 1));
            bob.accepted(new Acceptance(null, 1));
            assertThat(((OneProcessLedger) ledger).anyOpen()).isFalse();
        }
    }

    @Test
    void aFolderThatIsInUseIsRefusedWithTheNameOfItsHolder() {
        Path own = folder.resolve("own");
        try (MembershipLedger first = open(own, LONG)) {
            assertThatThrownBy(() -> open(own, LONG))
                    .isExactlyInstanceOf(LedgerException.class)
                    .hasMessageContaining("the ledger's folder " + own + " is in use by process "
                            + ProcessHandle.current().pid())
                    .hasMessageContaining("PostgreSQL");
            accept(first, vip("alice", true, 10));
        }
        open(own, LONG).close();
    }

    @Test
    void aDamagedFolderIsRefused() throws IOException {
        Path own = folder.resolve("own");
        try (MembershipLedger ledger = open(own, LONG)) {
            accept(ledger, vip("alice", true, 10));
        }
        try (Stream<Path> files = Files.list(own)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("MANIFEST"))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 0x55;
                Files.write(file, bytes);
            }
        }
        assertThatThrownBy(() -> open(own, LONG))
                .isExactlyInstanceOf(LedgerException.class)
                .hasMessageContaining("the ledger's folder " + own + " is damaged")
                .hasMessageContaining("move it away");
    }

    @Test
    void aFolderOfSomebodyElseIsNotTouched() throws Exception {
        Path own = folder.resolve("own");
        RocksDB.loadLibrary();
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB foreign = RocksDB.open(options, own.toString())) {
            foreign.createColumnFamily(new ColumnFamilyDescriptor("theirs".getBytes()))
                    .close();
        }
        assertThatThrownBy(() -> open(own, LONG))
                .isExactlyInstanceOf(LedgerException.class)
                .hasMessageContaining("holds a RocksDB that is no ledger");
    }

    @Test
    void aLedgerOfAnotherVersionIsRefused() throws Exception {
        Path own = folder.resolve("own");
        RocksDB.loadLibrary();
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB future = RocksDB.open(options, own.toString())) {
            future.put("version".getBytes(), "9".getBytes());
        }
        assertThatThrownBy(() -> open(own, LONG))
                .isExactlyInstanceOf(LedgerException.class)
                .hasMessageContaining("holds a ledger of version 9, and this program knows version 2");
    }

    /** Version 1 had an index of persons, which is removed by the first who writes; who reads leaves it. */
    @Test
    void aLedgerOfVersionOneIsTakenOver() throws Exception {
        Path own = folder.resolve("own");
        try (MembershipLedger ledger = open(own, LONG)) {
            accept(ledger, vip("alice", true, 10));
        }
        makeVersionOne(own);
        try (MembershipLedger beside = reading(own)) {
            assertThat(beside.person("env", "alice")).hasSize(1);
        }
        assertThat(families(own)).contains("person");
        try (MembershipLedger ledger = open(own, LONG)) {
            assertThat(ledger.person("env", "alice")).hasSize(1);
            assertThat(withheld(ledger, vip("alice", true, 10))).isEqualTo(Withheld.DUPLICATE);
        }
        assertThat(families(own)).hasSize(4).doesNotContain("person");
        open(own, LONG).close();
    }

    private static void makeVersionOne(Path folder) throws Exception {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions();
                RocksDB old = RocksDB.open(
                        options,
                        folder.toString(),
                        families(folder).stream()
                                .map(name -> new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8)))
                                .toList(),
                        handles)) {
            handles.add(old.createColumnFamily(new ColumnFamilyDescriptor("person".getBytes(StandardCharsets.UTF_8))));
            old.put(
                    handles.get(handles.size() - 1),
                    new byte[] {0, 5, 'a', 'l', 'i', 'c', 'e', 0, 0, 0, 1},
                    new byte[0]);
            old.put("version".getBytes(StandardCharsets.UTF_8), "1".getBytes(StandardCharsets.UTF_8));
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    private static List<String> families(Path folder) throws Exception {
        try (Options options = new Options()) {
            return RocksDB.listColumnFamilies(options, folder.toString()).stream()
                    .map(name -> new String(name, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    @Test
    void whatIsNoFolderIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> open(file, LONG))
                .isExactlyInstanceOf(LedgerException.class)
                .hasMessageContaining("the ledger's folder " + file + " cannot be made");
    }

    @Test
    void aClosedLedgerSaysSo() {
        MembershipLedger ledger = open(LONG);
        ledger.close();
        ledger.close();
        assertThatThrownBy(() -> ledger.claim(List.of(vip("alice", true, 10))))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("is closed");
    }

    /** Who may mount a small disk tries it with a real one. */
    @Test
    void aFullDiskIsSaidAndOverAsSoonAsThereIsRoom() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        Assumptions.assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", small.toString()));
        try {
            Path ballast = Files.write(small.resolve("ballast"), new byte[16 << 20]);
            long accepted;
            try (MembershipLedger ledger = open(small.resolve("ledger"), LONG)) {
                accepted = acceptUntilFull(ledger);
                Files.delete(ballast);
                assertThat(ledger.audience(VIP).members()).isEqualTo(accepted);
                accept(ledger, vip("alice", true, 10));
                assertThat(ledger.audience(VIP).members()).isEqualTo(accepted + 1);
            }
            try (MembershipLedger ledger = open(small.resolve("ledger"), LONG)) {
                assertThat(ledger.audience(VIP).members()).isEqualTo(accepted + 1);
                assertThat(ledger.page(VIP, null, Integer.MAX_VALUE)).hasSize((int) accepted + 1);
            }
        } finally {
            assertThat(succeeds("umount", small.toString())).isTrue();
        }
    }

    private static long acceptUntilFull(MembershipLedger ledger) {
        long accepted = 0;
        Random random = new Random(1);
        while (true) {
            try {
                List<MembershipChange> changes = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    byte[] noise = new byte[1_000];
                    random.nextBytes(noise);
                    changes.add(change(
                            "vip", "u" + accepted + "-" + i, true, 1, new String(noise, StandardCharsets.ISO_8859_1)));
                }
                accept(ledger, changes.toArray(MembershipChange[]::new));
                accepted += changes.size();
            } catch (LedgerUnavailableException e) {
                assertThat(e).hasMessageContaining("the disk is full. Nothing is sent until there is room");
                return accepted;
            }
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What was said to be accepted is there after the process was killed in the middle of its work. */
    @Test
    void whatWasAcceptedOutlivesAKill() throws Exception {
        Path own = folder.resolve("own");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Accepting.class.getName(),
                        own.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int told = 0;
        try (BufferedReader lines = process.inputReader()) {
            while (told < 30) {
                told = Integer.parseInt(lines.readLine());
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        try (MembershipLedger ledger = open(own, LONG)) {
            int known = ledger.page(VIP, null, Integer.MAX_VALUE).size();
            assertThat(known).isGreaterThanOrEqualTo(told * Accepting.MEMBERS);
            assertThat(ledger.audience(VIP).members()).isEqualTo(known);
            for (int i = 0; i < told; i++) {
                assertThat(withheld(ledger, vip("u" + i + "-0", true, 10))).isEqualTo(Withheld.DUPLICATE);
            }
        }
    }

    /** Says a number after each request that was accepted, until it is killed. */
    static final class Accepting {
        static final int MEMBERS = 100;

        private Accepting() {}

        public static void main(String[] args) {
            try (MembershipLedger ledger = open(Path.of(args[0]), LONG)) {
                for (int request = 0; ; request++) {
                    List<MembershipChange> changes = new ArrayList<>();
                    for (int i = 0; i < MEMBERS; i++) {
                        changes.add(vip("u" + request + "-" + i, true, 10));
                    }
                    accept(ledger, changes.toArray(MembershipChange[]::new));
                    System.out.println(request + 1);
                }
            }
        }
    }

    /** A copy is what a process that is killed at that moment leaves: what nobody has written to the log yet is not in it. */
    @Test
    void whoeverDiesAtAnyMomentLeavesNoRequestWithoutItsFlightAndNoAcceptanceWithoutItsMark() throws Exception {
        Path own = folder.resolve("own");
        Set<MembershipSlot> sent = ConcurrentHashMap.newKeySet();
        Set<MembershipSlot> accepted = ConcurrentHashMap.newKeySet();
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (MembershipLedger ledger = open(own, LONG)) {
            List<Future<?>> senders = new ArrayList<>();
            for (int sender = 0; sender < 8; sender++) {
                String name = "s" + sender + "-";
                senders.add(threads.submit(() -> {
                    for (int i = 0; !isOver.get() && i < 10_000; i++) {
                        MembershipChange change = vip(name + i, true, 10);
                        Claim claim = ledger.claim(List.of(change));
                        sent.add(change.slot());
                        claim.accepted(new Acceptance(null, 1));
                        accepted.add(change.slot());
                    }
                }));
            }
            while (accepted.size() < 50 && senders.stream().noneMatch(Future::isDone)) {
                Thread.onSpinWait();
            }
            for (int death = 0; death < 10; death++) {
                Set<MembershipSlot> marked = Set.copyOf(accepted);
                Set<MembershipSlot> known = Set.copyOf(sent);
                Path left = folder.resolve("left" + death);
                copy(own, left);
                try (MembershipLedger next = open(left, LONG)) {
                    assertThat(next.marks(marked).keySet()).isEqualTo(marked);
                    assertThat(known).allMatch(slot -> next.state(slot).isPresent());
                    long members = next.page(VIP, null, Integer.MAX_VALUE).size();
                    assertThat(next.audience(VIP).members()).isEqualTo(members);
                }
            }
            isOver.set(true);
            for (Future<?> sender : senders) {
                sender.get();
            }
        } finally {
            isOver.set(true);
            threads.shutdown();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void canBeReadBesideTheProcessThatWritesIt() {
        Path own = folder.resolve("own");
        try (MembershipLedger written = open(own, LONG)) {
            accept(written, vip("alice", true, 10));
            Claim claim = written.claim(List.of(vip("bob", true, 20)));
            try (MembershipLedger beside = reading(own)) {
                assertThat(beside.state(VIP.slot("alice"))).isEqualTo(written.state(VIP.slot("alice")));
                assertThat(beside.state(VIP.slot("bob")).orElseThrow().open()).containsExactly(true);
                assertThat(beside.audiences()).isEqualTo(written.audiences());
                assertThat(beside.person("env", "alice")).hasSize(1);
                assertThatThrownBy(() -> beside.claim(List.of(vip("carol", true, 1))))
                        .isInstanceOf(LedgerException.class)
                        .hasMessageContaining("opened to be read only");
            }
            claim.accepted(new Acceptance(null, 1));
            try (MembershipLedger beside = reading(own)) {
                assertThat(beside.state(VIP.slot("bob"))).isEqualTo(written.state(VIP.slot("bob")));
            }
        }
    }

    @Test
    void aFolderWithoutALedgerIsNotMadeByWhoReads() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> RocksStore.reading(none))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("there is no ledger in the folder " + none);
        assertThat(none).doesNotExist();
    }

    private static MembershipLedger reading(Path folder) {
        return new OneProcessLedger(RocksStore.reading(folder), LONG, System::currentTimeMillis);
    }
}
