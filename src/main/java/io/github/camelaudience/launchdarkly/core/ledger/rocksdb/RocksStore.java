package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;

import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.Cell;
import io.github.camelaudience.launchdarkly.core.ledger.Flight;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerStore;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerText;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.Records.Audience;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Keeps marks and flights in a folder. Every step is on the disk before it counts; those of many threads share one write to it. One process
 * at a time has the folder. Beside the heap it takes up to half a GiB, of which 256 MiB are its cache.
 */
public final class RocksStore implements LedgerStore {

    private static final byte[] EMPTY = new byte[0];
    private static final String NOTE = "note/";

    private final Path folder;
    private final OpenFolder.Way way;
    /** {@code null} once closed, and while it cannot be opened again. */
    private OpenFolder disk;

    private final Map<AudienceKey, Audience> byKey = new HashMap<>();
    private final Map<Integer, AudienceKey> byNumber = new HashMap<>();
    private final Map<MembershipSlot, Cell> claimed = new HashMap<>();
    private final MultiGets gets = new MultiGets();
    private int lastAudience;
    private boolean isClosed;
    /** Whether a write has failed: RocksDB then takes none until it is opened again, and it is unknown what of it is on the disk. */
    private boolean isBroken;

    /**
     * Opens a folder, or makes it.
     *
     * @throws LedgerException when another process has it, when it is damaged, is no folder of a ledger, or cannot be written
     */
    public RocksStore(Path folder) {
        this(folder, OpenFolder.Way.WRITE);
    }

    private RocksStore(Path folder, OpenFolder.Way way) {
        this.folder = folder.toAbsolutePath();
        this.way = way;
        RocksDB.loadLibrary();
        if (way == OpenFolder.Way.WRITE) {
            makeFolder();
        }
        reopen();
    }

    /**
     * Opens a folder to read it as it is now, also while another process writes it. Nothing can be written, and what that process has in
     * its memory, which is who is writing what, is not seen.
     *
     * @throws LedgerException when there is no ledger in it, or it is damaged
     */
    public static RocksStore reading(Path folder) {
        return new RocksStore(folder, OpenFolder.Way.READ);
    }

    private void reopen() {
        if (disk != null) {
            disk.close();
            disk = null;
        }
        disk = new OpenFolder(folder, way);
        isBroken = true; // as long as not all of it is read
        byKey.clear();
        byNumber.clear();
        scan(disk.sizes, EMPTY, (number, record) -> know(Records.audience(number, record)));
        claimed.values().forEach(cell -> cell.reread(null));
        read(List.copyOf(claimed.values()));
        isBroken = false;
    }

    private void makeFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LedgerException(
                    "the ledger's folder " + folder + " cannot be made: " + e.getMessage()
                            + "; give it one that this process may write",
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new LedgerException("the ledger's folder " + folder + " may not be written by this process", null);
        }
    }

    private void know(Audience audience) {
        byKey.put(audience.key(), audience);
        byNumber.put(audience.number(), audience.key());
        lastAudience = Math.max(lastAudience, audience.number());
    }

    @Override
    public boolean fits(MembershipSlot slot) {
        return LedgerText.fits(slot);
    }

    @Override
    public List<Cell> cells(List<MembershipSlot> slots) {
        checkOpen();
        List<Cell> cells = new ArrayList<>(slots.size());
        List<Cell> unknown = new ArrayList<>();
        for (MembershipSlot slot : slots) {
            Cell cell = claimed.get(slot);
            if (cell == null) {
                cell = new Cell(slot, null, Records.bytes(slot.contextKey()));
                claimed.put(slot, cell);
                unknown.add(cell);
            }
            cells.add(cell);
        }
        boolean isRead = false;
        try {
            read(unknown);
            isRead = true;
        } finally {
            if (!isRead) {
                freed(unknown); // they would count as memberships without a mark
            }
        }
        return cells;
    }

    /** Gives its context key as it is written. */
    private static byte[] contextKey(Cell cell) {
        return (byte[]) cell.room();
    }

    /** Is something with the key of its record; RocksDB is quickest in the order of keys. */
    private record Keyed<T>(byte[] key, T of) implements Comparable<Keyed<T>> {
        @Override
        public int compareTo(Keyed<T> other) {
            return Arrays.compareUnsigned(key, other.key);
        }
    }

    /** Reads marks in the order of their keys, which saves most of the time. */
    private void read(List<Cell> cells) {
        List<Keyed<Cell>> keyed = new ArrayList<>(cells.size());
        for (Cell cell : cells) {
            Audience audience = byKey.get(cell.slot().audience());
            if (audience != null) {
                keyed.add(new Keyed<>(Records.memberKey(audience.number(), contextKey(cell)), cell));
            }
        }
        if (keyed.isEmpty()) {
            return;
        }
        keyed.sort(null);
        List<byte[]> keys = new ArrayList<>(keyed.size());
        keyed.forEach(each -> keys.add(each.key));
        try {
            List<byte[]> records = gets.get(disk.db, disk.members, keys);
            for (int i = 0; i < records.size(); i++) {
                keyed.get(i).of.reread(records.get(i) == null ? null : Records.mark(records.get(i)));
            }
        } catch (RocksDBException e) {
            throw RocksFailure.of("read marks", folder, e);
        }
    }

    /** Reads the marks of memberships without claiming them. */
    private Map<MembershipSlot, Mark> marks(Collection<MembershipSlot> slots) {
        List<Cell> cells = new ArrayList<>(slots.size());
        slots.forEach(slot -> cells.add(new Cell(slot, null, Records.bytes(slot.contextKey()))));
        read(cells);
        Map<MembershipSlot, Mark> marks = new HashMap<>();
        cells.stream().filter(cell -> cell.mark() != null).forEach(cell -> marks.put(cell.slot(), cell.mark()));
        return marks;
    }

    @Override
    public String nameOf(Cell cell) {
        return known(cell.slot().audience()).name();
    }

    @Override
    public void commit(Step step) {
        checkWritable();
        Map<AudienceKey, Audience> changed = new HashMap<>();
        BatchBytes batch = new BatchBytes();
        put(batch, step, changed);
        for (long id : step.concluded()) {
            batch.delete(disk.flights, Records.number(id));
        }
        for (Flight flight : step.begun()) {
            batch.put(disk.flights, Records.number(flight.id()), Records.sent(sent(flight, changed)));
        }
        for (Audience each : changed.values()) {
            batch.put(disk.sizes, Records.number(each.number()), Records.audience(each));
        }
        try {
            write(batch);
        } catch (RocksDBException e) {
            throw writeFailed("write", e);
        }
        changed.values().forEach(this::know);
    }

    private void write(BatchBytes batch) throws RocksDBException {
        if (!batch.isEmpty()) {
            batch.write(disk.db, disk.unsynced);
            disk.sync.wrote();
        }
    }

    @Override
    public Optional<Written> written() {
        if (disk == null) {
            return Optional.empty();
        }
        SharedSync sync = disk.sync;
        long last = sync.unsynced();
        return last == 0 ? Optional.empty() : Optional.of(() -> await(sync, last));
    }

    private void await(SharedSync sync, long write) {
        try {
            sync.await(write);
        } catch (RocksDBException e) {
            throw RocksFailure.of("write", folder, e);
        }
    }

    /** In the order of their keys, too: RocksDB finds the place of each near that of the one before. */
    private void put(BatchBytes batch, Step step, Map<AudienceKey, Audience> changed) {
        List<Keyed<Mark>> rows = new ArrayList<>(step.marked().size());
        for (int i = 0; i < step.marked().size(); i++) {
            Cell cell = step.marked().get(i);
            Mark mark = step.marks().get(i);
            String name = step.changes().get(i).audienceName();
            Audience audience = inTurn(cell.slot().audience(), changed);
            rows.add(new Keyed<>(Records.memberKey(audience.number(), contextKey(cell)), mark));
            long delta = one(mark) - one(cell.mark());
            if (delta != 0 || !name.equals(audience.name())) {
                changed.put(
                        audience.key(),
                        new Audience(
                                audience.number(),
                                audience.key(),
                                name,
                                audience.members() + delta,
                                audience.seededAt()));
            }
        }
        rows.sort(null);
        for (Keyed<Mark> row : rows) {
            batch.put(disk.members, row.key, Records.mark(row.of));
        }
    }

    /** The audience as it is with what has changed so far; one that is new gets the next number. */
    private Audience inTurn(AudienceKey key, Map<AudienceKey, Audience> changed) {
        Audience known = changed.get(key);
        if (known == null) {
            known = byKey.get(key);
        }
        if (known == null) {
            known = new Audience(++lastAudience, key, "", 0, OptionalLong.empty());
            changed.put(key, known);
        }
        return known;
    }

    private static int one(Mark mark) {
        return mark != null && mark.included() ? 1 : 0;
    }

    private Records.Sent sent(Flight flight, Map<AudienceKey, Audience> changed) {
        int size = flight.slots().size();
        Records.Sent sent = new Records.Sent(new int[size], new String[size], flight.values());
        for (int i = 0; i < size; i++) {
            MembershipSlot slot = flight.slots().get(i);
            sent.audiences()[i] = inTurn(slot.audience(), changed).number();
            sent.contextKeys()[i] = slot.contextKey();
        }
        return sent;
    }

    @Override
    public void freed(List<Cell> cells) {
        for (Cell cell : cells) {
            if (!cell.isClaimed()) {
                claimed.remove(cell.slot(), cell);
            }
        }
    }

    @Override
    public List<Flight> flights() {
        List<Flight> open = new ArrayList<>();
        scan(disk.flights, EMPTY, (id, record) -> {
            Records.Sent sent = Records.sent(record);
            List<MembershipSlot> slots = new ArrayList<>();
            for (int i = 0; i < sent.audiences().length; i++) {
                slots.add(byNumber.get(sent.audiences()[i]).slot(sent.contextKeys()[i]));
            }
            open.add(new Flight(ByteBuffer.wrap(id).getLong(), slots, sent.values(), 0));
        });
        return open;
    }

    @Override
    public Optional<Mark> mark(MembershipSlot slot) {
        checkOpen();
        return Optional.ofNullable(fits(slot) ? marks(List.of(slot)).get(slot) : null);
    }

    @Override
    public Optional<Cell> claimed(MembershipSlot slot) {
        return Optional.ofNullable(claimed.get(slot));
    }

    /** Asks for the context in every audience: the filters say no at once, and an index would cost a write for every first entry. */
    @Override
    public List<MembershipSlot> person(String environment, String contextKey) {
        checkOpen();
        List<MembershipSlot> possible = byKey.keySet().stream()
                .filter(audience -> audience.environment().equals(environment))
                .map(audience -> audience.slot(contextKey))
                .filter(this::fits)
                .toList();
        Set<MembershipSlot> slots = new HashSet<>(marks(possible).keySet());
        claimed.keySet().stream()
                .filter(slot -> slot.contextKey().equals(contextKey)
                        && slot.environment().equals(environment))
                .forEach(slots::add);
        return List.copyOf(slots);
    }

    /** Gives every record whose key begins with {@code prefix}. */
    private void scan(ColumnFamilyHandle family, byte[] prefix, java.util.function.BiConsumer<byte[], byte[]> each) {
        try (RocksIterator rows = disk.db.newIterator(family)) {
            for (rows.seek(prefix); rows.isValid() && beginsWith(rows.key(), prefix); rows.next()) {
                each.accept(rows.key(), rows.value());
            }
            rows.status();
        } catch (RocksDBException e) {
            throw RocksFailure.of("read", folder, e);
        }
    }

    private static boolean beginsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private Audience known(AudienceKey key) {
        Audience known = byKey.get(key);
        return known != null ? known : new Audience(0, key, "", 0, OptionalLong.empty());
    }

    @Override
    public AudienceState audience(AudienceKey key) {
        renew();
        return state(known(key));
    }

    @Override
    public List<AudienceState> audiences() {
        renew();
        return byKey.values().stream()
                .map(RocksStore::state)
                .sorted(Comparator.comparing(AudienceState::audience))
                .toList();
    }

    private static AudienceState state(Audience audience) {
        return new AudienceState(audience.key(), audience.name(), audience.members(), audience.seededAt());
    }

    @Override
    public List<MembershipLedger.Entry> page(AudienceKey key, String after, int most) {
        checkOpen();
        int number = known(key).number();
        byte[] from = Records.memberKey(number, after == null ? EMPTY : Records.bytes(after));
        List<MembershipLedger.Entry> page = new ArrayList<>();
        try (Slice end = new Slice(Records.number(number + 1));
                ReadOptions options = new ReadOptions().setIterateUpperBound(end);
                RocksIterator rows = disk.db.newIterator(disk.members, options)) {
            for (rows.seek(from); rows.isValid() && page.size() < most; rows.next()) {
                if (after == null || !Arrays.equals(rows.key(), from)) {
                    page.add(new MembershipLedger.Entry(Records.contextKey(rows.key()), Records.mark(rows.value())));
                }
            }
            rows.status();
        } catch (RocksDBException e) {
            throw RocksFailure.of("read members", folder, e);
        }
        return page;
    }

    @Override
    public void seeded(AudienceKey key, OptionalLong at) {
        checkWritable();
        Map<AudienceKey, Audience> changed = new HashMap<>();
        Audience before = inTurn(key, changed);
        Audience after = new Audience(before.number(), key, before.name(), before.members(), at);
        try {
            disk.db.put(disk.sizes, disk.unsynced, Records.number(after.number()), Records.audience(after));
            disk.sync.wrote();
        } catch (RocksDBException e) {
            throw writeFailed("write", e);
        }
        know(after);
    }

    @Override
    public int erase(List<MembershipSlot> slots) {
        checkWritable();
        Map<MembershipSlot, Mark> marks = marks(slots);
        Map<AudienceKey, Audience> changed = new HashMap<>();
        BatchBytes batch = new BatchBytes();
        for (Map.Entry<MembershipSlot, Mark> each : marks.entrySet()) {
            Audience audience = inTurn(each.getKey().audience(), changed);
            byte[] key = Records.bytes(each.getKey().contextKey());
            batch.delete(disk.members, Records.memberKey(audience.number(), key));
            Audience smaller = new Audience(
                    audience.number(),
                    audience.key(),
                    audience.name(),
                    audience.members() - one(each.getValue()),
                    audience.seededAt());
            changed.put(audience.key(), smaller);
            batch.put(disk.sizes, Records.number(smaller.number()), Records.audience(smaller));
        }
        try {
            write(batch);
        } catch (RocksDBException e) {
            throw writeFailed("erase a context", e);
        }
        changed.values().forEach(this::know);
        slots.forEach(slot -> {
            Cell cell = claimed.remove(slot);
            if (cell != null) {
                cell.free();
            }
        });
        return marks.size();
    }

    @Override
    public void note(String name, String text) {
        checkOpen();
        byte[] key = Records.bytes(NOTE + name);
        try {
            if (text == null) {
                disk.db.delete(disk.notes, disk.unsynced, key);
            } else {
                disk.db.put(disk.notes, disk.unsynced, key, Records.bytes(text));
            }
            disk.sync.wrote();
        } catch (RocksDBException e) {
            throw writeFailed("write a note", e);
        }
    }

    @Override
    public SortedMap<String, String> notes(String prefix) {
        checkOpen();
        SortedMap<String, String> notes = new TreeMap<>();
        scan(
                disk.notes,
                Records.bytes(NOTE + prefix),
                (key, text) -> notes.put(
                        Records.text(key, 0, key.length).substring(NOTE.length()), Records.text(text, 0, text.length)));
        return notes;
    }

    /** Does nothing: what is on the disk is not forgotten because an exchange has failed. */
    @Override
    public void forget(Cell cell) {
        // see above
    }

    /** After a write has failed the folder is opened again, until that goes well. */
    private void checkOpen() {
        if (isClosed) {
            throw new LedgerException("the ledger in " + folder + " is closed", null);
        }
        if (hasFailed()) {
            reopen();
        } else if (way == OpenFolder.Way.READ) {
            catchUp();
        }
    }

    /** Sizes are in memory; they are read again where somebody else writes them, and when what they count has not come to the disk. */
    private void renew() {
        if (way == OpenFolder.Way.READ || hasFailed()) {
            checkOpen();
        }
    }

    private boolean hasFailed() {
        return !isClosed && (disk == null || isBroken || disk.sync.hasFailed());
    }

    /** Reads what the process that writes has written since. */
    private void catchUp() {
        try {
            disk.db.tryCatchUpWithPrimary();
        } catch (RocksDBException e) {
            throw RocksFailure.of("read", folder, e);
        }
        scan(disk.sizes, EMPTY, (number, record) -> know(Records.audience(number, record)));
    }

    private void checkWritable() {
        if (way == OpenFolder.Way.READ) {
            throw new LedgerException("the ledger in " + folder + " was opened to be read only", null);
        }
        checkOpen();
    }

    private LedgerException writeFailed(String what, RocksDBException e) {
        isBroken = true;
        return RocksFailure.of(what, folder, e);
    }

    @Override
    public void close() {
        isClosed = true;
        if (disk != null) {
            if (way == OpenFolder.Way.WRITE) {
                disk.flush();
            }
            disk.close();
            disk = null;
        }
    }
}
