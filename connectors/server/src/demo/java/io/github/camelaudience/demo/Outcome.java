package io.github.camelaudience.demo;

import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.util.List;

/**
 * What became of one file or one POST.
 *
 * @param report   a verdict for each message in it
 * @param rejected its broken messages, with the exact place of what is wrong
 */
record Outcome(SyncReport report, List<RejectedMessage> rejected) {}
