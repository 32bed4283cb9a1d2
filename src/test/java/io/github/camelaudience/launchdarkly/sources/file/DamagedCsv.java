package io.github.camelaudience.launchdarkly.sources.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A CSV file of rows of which some are damaged, and what became of those that are not. */
final class DamagedCsv {

    static final String HEADER = "id,audience,note,flag";

    private static final String[] PARTS = {
        "\"", "\"\"", "\"\"\"", ",", "\",\"", "\n", "\r", "\r\n", "\0", "\\N", " ", "\"\n", "\n\"", ",\"", "\",", "x"
    };
    private static final byte[][] NO_UTF_8 = {{(byte) 0xFF}, {(byte) 0xE9}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}};

    private final Random random;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<byte[]> intact = new ArrayList<>();

    private DamagedCsv(Random random) {
        this.random = random;
    }

    /** One of up to so many rows. */
    static DamagedCsv random(Random random, int rows) {
        DamagedCsv csv = new DamagedCsv(random);
        csv.content.writeBytes((HEADER + "\n").getBytes(StandardCharsets.UTF_8));
        int count = 1 + random.nextInt(rows);
        boolean[] damaged = new boolean[count];
        byte[][] lines = new byte[count][];
        for (int i = 0; i < count; i++) {
            damaged[i] = random.nextInt(3) == 0;
            byte[] row = csv.row(i).getBytes(StandardCharsets.UTF_8);
            lines[i] = damaged[i] ? csv.damage(row) : row;
            if (!damaged[i]) {
                csv.intact.add(row);
            }
        }
        for (int i = 0; i < count; i++) {
            csv.content.writeBytes(lines[i]);
            // between damaged rows the line break may be damaged as well
            boolean breaks = !damaged[i] || i + 1 == count || !damaged[i + 1] || random.nextInt(4) > 0;
            csv.content.writeBytes(
                    (breaks ? random.nextInt(5) == 0 ? "\r\n" : "\n" : "").getBytes(StandardCharsets.UTF_8));
        }
        return csv;
    }

    private String row(int i) {
        String[] notes = {
            "",
            "note",
            "\"a, b\"",
            "\"a \"\"b\"\"\"",
            "\",\"",
            "\"\"",
            "\"\"\"\"",
            "\"\"\"\n\"",
            "\"x\ny\"",
            "\"\n\"",
            "é",
            "\" \"",
            "\\N"
        };
        String id = "u" + i;
        return (random.nextBoolean() ? id : '"' + id + '"')
                + (random.nextInt(4) == 0 ? ", " : ",")
                + "a" + random.nextInt(3) + ","
                + notes[random.nextInt(random.nextInt(3) == 0 ? notes.length : 7)] + ","
                + (random.nextBoolean() ? "true" : "\"false\"");
    }

    private byte[] damage(byte[] row) {
        byte[] damaged = row;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(damaged.length + 1);
            int to = Math.min(damaged.length, at + random.nextInt(4));
            String part = PARTS[random.nextInt(PARTS.length)];
            byte[] put = random.nextInt(8) == 0
                    ? NO_UTF_8[random.nextInt(NO_UTF_8.length)]
                    : random.nextInt(3) == 0 ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(damaged, 0, at);
            all.writeBytes(put);
            all.write(damaged, to, damaged.length - to);
            damaged = all.toByteArray();
        }
        return damaged;
    }

    byte[] content() {
        return content.toByteArray();
    }

    static CsvColumns columns() {
        CsvColumns columns = new CsvColumns();
        columns.setUserIdColumn("id");
        columns.setAudienceIdColumn("audience");
        columns.setAudienceKey("k");
        columns.setMembershipColumn("flag");
        return columns;
    }

    static FileReading open(byte[] content) throws IOException {
        AudienceFile file =
                new AudienceFile("a.csv", content.length, 0, null, null, null, new ByteArrayInputStream(content));
        return FileReading.open(file, 1_000_000, columns());
    }

    /** Rows that are sent, and rows that are reported. */
    private record Verdicts(Set<String> sent, Set<String> reported) {

        static Verdicts of(byte[] content) throws IOException {
            Verdicts verdicts = new Verdicts(new HashSet<>(), new HashSet<>());
            try (FileReading reading = open(content)) {
                for (Chunk chunk = reading.next(7); chunk != null; chunk = reading.next(7)) {
                    chunk.sent().forEach(row -> verdicts.sent.add(latin(row.bytes())));
                    chunk.unusable().forEach(row -> verdicts.reported.add(latin(row.bytes())));
                }
            }
            return verdicts;
        }

        /** A row of several lines may be reported line by line: then its first is. */
        boolean have(String row) {
            String first = row.lines().findFirst().orElseThrow();
            return sent.contains(row)
                    || reported.contains(row)
                    || first.length() < row.length() && reported.contains(first);
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Intact rows of which nothing is said. */
    List<String> lost() throws IOException {
        Verdicts verdicts = Verdicts.of(content());
        return intact.stream()
                .map(DamagedCsv::latin)
                .filter(row -> !verdicts.have(row))
                .toList();
    }
}
