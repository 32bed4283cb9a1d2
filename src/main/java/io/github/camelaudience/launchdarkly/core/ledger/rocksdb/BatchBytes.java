package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Gathers what changes in one step, in the form in which RocksDB keeps it in its log (the representation of {@code WriteBatch}, which every later
 * version must be able to read): one call hands it all over, and not one for each record.
 */
final class BatchBytes {

    /** The number of the first change, which RocksDB fills in, and how many there are. */
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private static final byte DELETION = 0x4;
    private static final byte VALUE = 0x5;
    private static final int MOST_LENGTH = 5;

    private ByteBuffer bytes =
            ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN).position(HEADER);
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    void put(ColumnFamilyHandle family, byte[] key, byte[] value) {
        begin(VALUE, family, key, value.length);
        length(value.length);
        bytes.put(value);
    }

    void delete(ColumnFamilyHandle family, byte[] key) {
        begin(DELETION, family, key, 0);
    }

    /** Has all of it written in one step. */
    void write(RocksDB db, WriteOptions options) throws RocksDBException {
        bytes.putInt(Long.BYTES, count);
        try (WriteBatch batch = new WriteBatch(Arrays.copyOf(bytes.array(), bytes.position()))) {
            db.write(options, batch);
        }
    }

    private void begin(byte kind, ColumnFamilyHandle family, byte[] key, int value) {
        ensure(1 + 3 * MOST_LENGTH + key.length + value);
        bytes.put(kind);
        length(family.getID());
        length(key.length);
        bytes.put(key);
        count++;
    }

    /** Seven bits in a byte, the lowest first. */
    private void length(int number) {
        int left = number;
        while (left > 0x7f) {
            bytes.put((byte) (left | 0x80));
            left >>>= 7;
        }
        bytes.put((byte) left);
    }

    private void ensure(int more) {
        if (bytes.remaining() < more) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(bytes.position() + more, 2 * bytes.capacity()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes = larger.put(bytes.flip());
        }
    }
}
