package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteOptions;

/** Holds a folder open: its column families with their settings, and all that must be closed. */
final class OpenFolder implements AutoCloseable {

    private static final String VERSION = "2";
    /** Had an index of persons beside what there is now. */
    private static final String VERSION_WITH_PERSONS = "1";

    private static final String PERSONS = "person";
    private static final byte[] VERSION_KEY = "version".getBytes(StandardCharsets.UTF_8);
    private static final List<String> FAMILIES = List.of("default", "member", "audience", "flight");

    private static final long CACHE = 256L << 20;
    private static final long BLOCK = 8L << 10;
    /** Most of a write's time is the search for its place in the buffer: a small one stays in the processor's cache. */
    private static final long WRITE_BUFFER = 4L << 20;
    /** So many buffers become one file, because every file is asked for every mark. */
    private static final int BUFFERS_TO_WRITE = 4;

    private static final int MOST_BUFFERS = 10;
    /** The filter and the index of such a file are small enough to be one block of the cache each, which is found at once. */
    private static final long FILE = 16L << 20;

    private static final long WRITE_BUFFERS = 64L << 20;
    /** So many such files are merged at once. */
    private static final int FILES_TO_COMPACT = 8;
    /** The part of a buffer that tells which memberships are not in it. */
    private static final double BUFFER_BLOOM = 0.02;

    private static final long LOG = 256L << 20;
    private static final int MOST_OPEN_FILES = 512;
    /** A file that another process removes stays readable for who has it open. */
    private static final int ALL_FILES = -1;

    private static final int BLOOM_BITS = 14;

    /** Opens a folder in one of two ways. */
    enum Way {
        /** To read and write: this process alone has it. */
        WRITE,
        /** To read what another process may be writing; nothing is changed and no lock taken. */
        READ
    }

    final RocksDB db;
    /** The default one, with the version and what users of the ledger note. */
    final ColumnFamilyHandle notes;

    final ColumnFamilyHandle members;
    final ColumnFamilyHandle sizes;
    final ColumnFamilyHandle flights;
    final WriteOptions unsynced;
    final SharedSync sync;

    private final Path folder;
    private final Way way;
    /** Where RocksDB puts the log of a folder that is only read; else {@code null}. */
    private Path besides;

    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final List<RocksObject> settings = new ArrayList<>();

    /** Opens it; throws what {@link RocksFailure} makes of a failure. */
    OpenFolder(Path folder, Way way) {
        this.folder = folder;
        this.way = way;
        RocksDB opened = null;
        try {
            boolean hasPersons = checkFamilies();
            opened = open(hasPersons);
            checkVersion(opened);
        } catch (RocksDBException e) {
            close(opened);
            throw RocksFailure.opening(folder, e);
        } catch (LedgerException e) {
            close(opened);
            throw e;
        }
        db = opened;
        notes = families.get(0);
        members = families.get(1);
        sizes = families.get(2);
        flights = families.get(3);
        unsynced = setting(new WriteOptions());
        sync = new SharedSync(() -> db.flushWal(true));
        if (way == Way.WRITE) {
            FolderHolder.take(folder);
        }
    }

    /** A RocksDB of somebody else is not touched. Says whether there is an index of persons. */
    private boolean checkFamilies() throws RocksDBException {
        if (!Files.exists(folder.resolve("CURRENT"))) {
            if (way == Way.READ) {
                throw new LedgerException(
                        "there is no ledger in the folder " + folder
                                + ": is it that of the process that syncs, and has that process started?",
                        null);
            }
            return false;
        }
        try (Options options = new Options()) {
            List<String> found = RocksDB.listColumnFamilies(options, folder.toString()).stream()
                    .map(name -> new String(name, StandardCharsets.UTF_8))
                    .toList();
            boolean hasPersons = found.contains(PERSONS);
            if (!found.stream().allMatch(name -> FAMILIES.contains(name) || name.equals(PERSONS))) {
                throw new LedgerException(
                        "the folder " + folder
                                + " holds a RocksDB that is no ledger: give the ledger a folder of its own",
                        null);
            }
            return hasPersons;
        }
    }

    private RocksDB open(boolean hasPersons) throws RocksDBException {
        Cache cache = setting(new LRUCache(CACHE));
        DBOptions options = setting(new DBOptions()
                .setCreateIfMissing(way == Way.WRITE)
                .setCreateMissingColumnFamilies(way == Way.WRITE)
                .setMaxOpenFiles(way == Way.WRITE ? MOST_OPEN_FILES : ALL_FILES)
                .setMaxBackgroundJobs(2)
                .setDbWriteBufferSize(WRITE_BUFFERS)
                .setMaxTotalWalSize(LOG)
                .setManualWalFlush(true)
                .setBytesPerSync(1 << 20)
                .setKeepLogFileNum(2));
        boolean dropsPersons = hasPersons && way == Way.WRITE;
        List<ColumnFamilyDescriptor> descriptors = Stream.concat(
                        FAMILIES.stream(), dropsPersons ? Stream.of(PERSONS) : Stream.empty())
                .map(name -> new ColumnFamilyDescriptor(
                        name.getBytes(StandardCharsets.UTF_8), family(cache, name.equals("member"))))
                .toList();
        if (way == Way.WRITE) {
            RocksDB opened = RocksDB.open(options, folder.toString(), descriptors, families);
            if (dropsPersons) {
                opened.dropColumnFamily(families.get(FAMILIES.size()));
                families.remove(FAMILIES.size()).close();
            }
            return opened;
        }
        besides = makeBesides();
        return RocksDB.openAsSecondary(options, folder.toString(), besides.toString(), descriptors, families);
    }

    private static Path makeBesides() {
        try {
            return Files.createTempDirectory("audience-ledger");
        } catch (IOException e) {
            throw new LedgerException("no temporary folder can be made to read the ledger: " + e.getMessage(), e);
        }
    }

    private ColumnFamilyOptions family(Cache cache, boolean bloom) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(BLOCK)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFormatVersion(5);
        if (bloom) {
            table.setFilterPolicy(setting(new BloomFilter(BLOOM_BITS, false)));
        }
        return setting(new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setWriteBufferSize(WRITE_BUFFER)
                .setMinWriteBufferNumberToMerge(BUFFERS_TO_WRITE)
                .setMaxWriteBufferNumber(MOST_BUFFERS)
                .setTargetFileSizeBase(FILE)
                .setLevel0FileNumCompactionTrigger(FILES_TO_COMPACT)
                .setMemtableWholeKeyFiltering(bloom)
                .setMemtablePrefixBloomSizeRatio(bloom ? BUFFER_BLOOM : 0)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true));
    }

    private <T extends RocksObject> T setting(T setting) {
        settings.add(setting);
        return setting;
    }

    private void checkVersion(RocksDB opened) throws RocksDBException {
        byte[] version = opened.get(VERSION_KEY);
        String found = version == null ? VERSION_WITH_PERSONS : new String(version, StandardCharsets.UTF_8);
        if (found.equals(VERSION_WITH_PERSONS)) {
            if (way == Way.WRITE) {
                opened.put(VERSION_KEY, VERSION.getBytes(StandardCharsets.UTF_8));
            }
        } else if (!found.equals(VERSION)) {
            throw new LedgerException(
                    "the folder " + folder + " holds a ledger of version " + found
                            + ", and this program knows version " + VERSION
                            + ": use the program that made it, or another folder",
                    null);
        }
    }

    /** Writes what is in memory to its tables, so that the next start need not read the log; nothing is lost if that fails. */
    void flush() {
        try (FlushOptions options = new FlushOptions()) {
            sync.await(sync.unsynced());
            db.flush(options, families);
        } catch (RocksDBException e) {
            // the log has it
        }
    }

    /** Closes it after all who wait for the disk. */
    @Override
    public void close() {
        sync.close();
        close(db);
    }

    private void close(RocksDB opened) {
        families.forEach(ColumnFamilyHandle::close);
        if (opened != null) {
            opened.close();
        }
        for (int i = settings.size() - 1; i >= 0; i--) {
            settings.get(i).close();
        }
        if (besides != null) {
            removeBesides();
        }
    }

    private void removeBesides() {
        try (Stream<Path> all = Files.walk(besides)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            // it is in the folder for what is temporary
        }
    }
}
