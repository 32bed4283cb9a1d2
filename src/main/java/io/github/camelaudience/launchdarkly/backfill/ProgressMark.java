package io.github.camelaudience.launchdarkly.backfill;

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
 * @param rejectedBytes length of the file of rejected rows that belongs to them
 */
record ProgressMark(
        long size,
        long modified,
        String version,
        String digest,
        long position,
        long line,
        RowCounts counts,
        long rejectedBytes) {

    /** At the top of a file. */
    static ProgressMark top(AudienceFile file, String digest, long rejectedBytes) {
        return new ProgressMark(
                file.size(), file.modified(), file.version(), digest, 0, 0, RowCounts.NONE, rejectedBytes);
    }

    /** Whether both are of the same file, unchanged. */
    boolean isOfSameFile(ProgressMark other) {
        return size == other.size
                && modified == other.modified
                && java.util.Objects.equals(version, other.version)
                && java.util.Objects.equals(digest, other.digest);
    }

    ProgressMark after(Chunk chunk, RowCounts newCounts, long newRejectedBytes) {
        return new ProgressMark(
                size, modified, version, digest, chunk.position(), chunk.line(), newCounts, newRejectedBytes);
    }
}
