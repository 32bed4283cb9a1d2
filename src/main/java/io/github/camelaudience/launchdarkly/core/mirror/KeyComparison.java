package io.github.camelaudience.launchdarkly.core.mirror;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerText;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Walks staged keys and the marks of an audience side by side, in the order of their bytes. What was accepted at the time of the snapshot
 * or later is newer than the snapshot, and stays.
 */
final class KeyComparison implements AutoCloseable {

    private static final int PAGE = 5_000;
    private static final int BUFFER = 1 << 16;

    /** Says how a key compares. */
    enum Result {
        /** It is staged, and not a member. */
        ENTER,
        /** It is a member, and not staged. */
        EXIT,
        /** It is staged, and a member. */
        SAME,
        /** It differs, by something newer than the snapshot. */
        NEWER
    }

    private final StagedKeys staged;
    private final MembershipLedger ledger;
    private final AudienceKey audience;
    private final long snapshotTime;

    private List<MembershipLedger.Entry> page;
    private int next;
    private String wanted;
    private String key;
    private Result result;

    KeyComparison(Path keys, MembershipLedger ledger, AudienceKey audience, long snapshotTime) throws IOException {
        this.ledger = ledger;
        this.audience = audience;
        this.snapshotTime = snapshotTime;
        this.staged = new StagedKeys(keys, BUFFER);
        this.page = ledger.page(audience, null, PAGE);
        stage();
    }

    private void stage() throws IOException {
        wanted = staged.advance() ? new String(staged.current(), StandardCharsets.UTF_8) : null;
    }

    private MembershipLedger.Entry known() {
        if (next == page.size() && next == PAGE) {
            page = ledger.page(audience, page.get(next - 1).contextKey(), PAGE);
            next = 0;
        }
        return next < page.size() ? page.get(next) : null;
    }

    /** Goes on to the next key that is staged or a member; says whether there is one. */
    boolean advance() throws IOException {
        while (true) {
            MembershipLedger.Entry known = known();
            if (known == null && wanted == null) {
                return false;
            }
            int order = known == null ? -1 : wanted == null ? 1 : LedgerText.ORDER.compare(wanted, known.contextKey());
            key = order > 0 ? known.contextKey() : wanted;
            Mark mark = order >= 0 ? known.mark() : null;
            boolean isStaged = order <= 0;
            next += order >= 0 ? 1 : 0;
            if (isStaged) {
                stage();
            }
            if (isStaged || mark.included()) {
                result = result(isStaged, mark);
                return true;
            }
        }
    }

    private Result result(boolean isStaged, Mark mark) {
        boolean isMember = mark != null && mark.included();
        if (isStaged == isMember) {
            return Result.SAME;
        }
        if (mark != null && mark.eventTime() >= snapshotTime) {
            return Result.NEWER;
        }
        return isStaged ? Result.ENTER : Result.EXIT;
    }

    /** Gives the context key where it stands. */
    String key() {
        return key;
    }

    /** Gives how it compares. */
    Result result() {
        return result;
    }

    @Override
    public void close() throws IOException {
        staged.close();
    }
}
