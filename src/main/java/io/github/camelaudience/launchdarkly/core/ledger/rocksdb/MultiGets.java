package io.github.camelaudience.launchdarkly.core.ledger.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ByteBufferGetStatus;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Reads many records at once. RocksDB's simpler way of it ({@code multiGetAsList}) gives the same for a record that is not there and for one that cannot
 * be read. Not thread-safe.
 */
final class MultiGets {

    private static final int AT_ONCE = 256;
    /** Longer records are asked for one by one. */
    private static final int VALUE = 512;

    private ByteBuffer keys = ByteBuffer.allocateDirect(AT_ONCE * 64);
    private final ByteBuffer values = ByteBuffer.allocateDirect(AT_ONCE * VALUE);

    /**
     * Gives the record of each key, {@code null} where there is none.
     *
     * @throws RocksDBException when one of them cannot be read
     */
    List<byte[]> get(RocksDB db, ColumnFamilyHandle family, List<byte[]> wanted) throws RocksDBException {
        List<byte[]> records = new ArrayList<>(wanted.size());
        for (int from = 0; from < wanted.size(); from += AT_ONCE) {
            get(db, family, wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE)), records);
        }
        return records;
    }

    private void get(RocksDB db, ColumnFamilyHandle family, List<byte[]> wanted, List<byte[]> records)
            throws RocksDBException {
        List<ByteBuffer> of = keys(wanted);
        List<ByteBuffer> into = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            into.add(values.slice(i * VALUE, VALUE));
        }
        List<ByteBufferGetStatus> found = db.multiGetByteBuffers(List.of(family), of, into);
        for (int i = 0; i < wanted.size(); i++) {
            records.add(record(db, family, wanted.get(i), found.get(i)));
        }
    }

    private List<ByteBuffer> keys(List<byte[]> wanted) {
        int room = 0;
        for (byte[] key : wanted) {
            room += key.length;
        }
        if (room > keys.capacity()) {
            keys = ByteBuffer.allocateDirect(2 * room);
        }
        List<ByteBuffer> slices = new ArrayList<>(wanted.size());
        int at = 0;
        for (byte[] key : wanted) {
            keys.put(at, key);
            slices.add(keys.slice(at, key.length));
            at += key.length;
        }
        return slices;
    }

    private static byte[] record(RocksDB db, ColumnFamilyHandle family, byte[] key, ByteBufferGetStatus found)
            throws RocksDBException {
        Status.Code code = found.status.getCode();
        if (code == Status.Code.NotFound) {
            return null;
        }
        if (code == Status.Code.Ok && found.requiredSize <= VALUE) {
            byte[] record = new byte[found.requiredSize];
            found.value.get(0, record);
            return record;
        }
        return db.get(family, key); // it is longer, or throws what is wrong with it
    }
}
