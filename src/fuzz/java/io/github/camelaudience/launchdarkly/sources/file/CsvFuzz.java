package io.github.camelaudience.launchdarkly.sources.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Any bytes around a good row of CSV: it is sent or reported, and every byte is read once. */
public final class CsvFuzz {

    private static final byte[] HEADER = ascii("id,note,flag\n");
    private static final byte[] GOOD = ascii("planted,\"a, b\",true");

    private CsvFuzz() {}

    public static void fuzzerTestOneInput(byte[] damage) throws IOException {
        int half = damage.length / 2;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(HEADER);
        file.write(damage, 0, half);
        file.write('\n');
        file.writeBytes(GOOD);
        file.write('\n');
        file.write(damage, half, damage.length - half);
        byte[] content = file.toByteArray();
        boolean found = false;
        long position = 0;
        AudienceFile csv =
                new AudienceFile("a.csv", content.length, 0, null, null, null, new ByteArrayInputStream(content));
        try (FileReading reading = FileReading.open(csv, 1_000_000, columns())) {
            for (Chunk chunk = reading.next(3); chunk != null; chunk = reading.next(3)) {
                found |= chunk.sent().stream().anyMatch(row -> Arrays.equals(row.bytes(), GOOD))
                        || chunk.unusable().stream().anyMatch(row -> Arrays.equals(row.bytes(), GOOD));
                check(chunk.position() > position, "a chunk without an end");
                position = chunk.position();
            }
        }
        check(found, "a good row of which nothing is said");
    }

    private static CsvColumns columns() {
        CsvColumns columns = new CsvColumns();
        columns.setUserIdColumn("id");
        columns.setAudienceId("a");
        columns.setAudienceKey("k");
        columns.setMembershipColumn("flag");
        return columns;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
