package io.github.camelaudience.launchdarkly.sources.file;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a file stands at. Holds no identifier of a person.
 *
 * @param file        its name
 * @param state       whether it goes on
 * @param counts      rows since its top, those before a restart included
 * @param firstLine   the line this run began behind: 0 at the top
 * @param runRows     rows of this run
 * @param runMillis   how long this run takes, or took
 * @param size        bytes of the file as it is stored, or {@link AudienceFile#UNKNOWN}
 * @param firstStored of them, those before this run
 * @param stored      of them, those up to now
 * @param problem     why it stopped, or {@code null}
 */
record BackfillFigures(
        String file,
        State state,
        RowCounts counts,
        long firstLine,
        long runRows,
        long runMillis,
        long size,
        long firstStored,
        long stored,
        String problem) {

    enum State {
        RUNNING,
        /** All of it is accepted. */
        DONE,
        /** It stays, and goes on where it is when it is read again. */
        STOPPED
    }

    private static final long UNKNOWN = AudienceFile.UNKNOWN;

    long rowsPerSecond() {
        return runMillis == 0 ? 0 : runRows * 1000 / runMillis;
    }

    double percent() {
        return size <= 0 ? 100 : 100.0 * stored / size;
    }

    long remainingBytes() {
        return size == UNKNOWN ? UNKNOWN : size - stored;
    }

    /** At the pace of this run; unknown before it has one. */
    long etaSeconds() {
        long done = stored - firstStored;
        return size == UNKNOWN || done <= 0 ? UNKNOWN : (long) ((double) runMillis / done * (size - stored)) / 1000;
    }

    String progress() {
        String share = size == UNKNOWN
                ? ""
                : String.format(Locale.ROOT, ", %.1f %% of %,d bytes, %,d left", percent(), size, remainingBytes());
        String eta = etaSeconds() == UNKNOWN ? "" : ", " + duration(etaSeconds()) + " to go";
        return rows() + share + eta + rest();
    }

    String summary() {
        return String.format(Locale.ROOT, "done in %.1f s: ", runMillis / 1000.0)
                + rows()
                + String.format(Locale.ROOT, ", %,d changes", counts.changes())
                + rest();
    }

    private String rows() {
        return String.format(Locale.ROOT, "%,d rows, %,d rows/s", counts.rows(), rowsPerSecond());
    }

    private String rest() {
        return String.format(Locale.ROOT, "; %,d rejected, %,d skipped", counts.rejected(), counts.skipped());
    }

    private static String duration(long seconds) {
        return seconds < 60
                ? seconds + " s"
                : seconds < 3600
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** As names and values; what is not known is left out. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", file);
        map.put("state", state.name());
        map.put("rows", counts.rows());
        map.put("rowsPerSecond", rowsPerSecond());
        map.put("changes", counts.changes());
        map.put("skipped", counts.skipped());
        map.put("rejected", counts.rejected());
        map.put("beganBehindLine", firstLine);
        map.put("runMillis", runMillis);
        if (size != UNKNOWN) {
            map.put("bytes", size);
            map.put("remainingBytes", remainingBytes());
            map.put("percent", Math.round(percent() * 10) / 10.0);
        }
        if (state == State.RUNNING && etaSeconds() != UNKNOWN) {
            map.put("etaSeconds", etaSeconds());
        }
        if (problem != null) {
            map.put("problem", problem);
        }
        return map;
    }
}
