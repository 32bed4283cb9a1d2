package io.github.camelaudience.launchdarkly.sources.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;

/** The files of a Camel context that are under way, and those that ended last. */
final class BackfillRegistry {

    private static final int KEPT = 20;

    private final Map<RunningBackfill, Boolean> running = new LinkedHashMap<>();
    private final Deque<BackfillFigures> ended = new ArrayDeque<>();

    static BackfillRegistry of(CamelContext context) {
        synchronized (context) {
            BackfillRegistry board = context.getCamelContextExtension().getContextPlugin(BackfillRegistry.class);
            if (board == null) {
                board = new BackfillRegistry();
                context.getCamelContextExtension().addContextPlugin(BackfillRegistry.class, board);
            }
            return board;
        }
    }

    synchronized void begun(RunningBackfill backfill) {
        running.put(backfill, true);
    }

    synchronized void ended(RunningBackfill backfill, BackfillFigures figures) {
        running.remove(backfill);
        ended.addFirst(figures);
        if (ended.size() > KEPT) {
            ended.removeLast();
        }
    }

    /** Those under way first, then the others, the last one first. */
    synchronized List<BackfillFigures> figures() {
        List<BackfillFigures> all = new ArrayList<>();
        running.keySet().forEach(backfill -> all.add(backfill.figures()));
        all.addAll(ended);
        return all;
    }
}
