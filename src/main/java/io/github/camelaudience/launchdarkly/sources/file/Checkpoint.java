package io.github.camelaudience.launchdarkly.sources.file;

import java.util.Map;
import java.util.Objects;

/**
 * How far a file is accepted, and which file that is.
 *
 * @param size          of the file in bytes, or {@link AudienceFile#UNKNOWN}
 * @param modified      when it was changed last, or {@link AudienceFile#UNKNOWN}
 * @param version       what an object storage calls its content, or {@code null}
 * @param digest        SHA-256 of its first 64 KiB
 * @param position      bytes of the unpacked content that need not be read again
 * @param line          lines in them
 * @param counts        what became of the rows in them
 * @param reasons       how many of them were skipped or rejected, by the reason
 * @param rejectedBytes length of the file of rejected rows that belongs to them
 */
record Checkpoint(
        long size,
        long modified,
        String version,
        String digest,
        long position,
        long line,
        RowCounts counts,
        Map<String, Long> reasons,
        long rejectedBytes) {

    Checkpoint {
        reasons = Map.copyOf(reasons);
    }

    /** At the top of a file. */
    static Checkpoint top(AudienceFile file, String digest, long rejectedBytes) {
        return new Checkpoint(
                file.size(), file.modified(), file.version(), digest, 0, 0, RowCounts.NONE, Map.of(), rejectedBytes);
    }

    /** Whether both are of the same file, unchanged. */
    boolean isOfSameFile(Checkpoint other) {
        return size == other.size
                && modified == other.modified
                && Objects.equals(version, other.version)
                && Objects.equals(digest, other.digest);
    }

    Checkpoint after(Chunk chunk, RowCounts newCounts, Map<String, Long> newReasons, long newRejectedBytes) {
        return new Checkpoint(
                size,
                modified,
                version,
                digest,
                chunk.position(),
                chunk.line(),
                newCounts,
                newReasons,
                newRejectedBytes);
    }
}
