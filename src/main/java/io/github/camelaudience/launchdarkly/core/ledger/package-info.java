/**
 * Remembers what LaunchDarkly last accepted for every membership, and who is writing it now.
 *
 * <p>Flow: {@code MembershipLedger.claim} judges changes by their marks and claims what may be sent, right before a request; a
 * {@code Claim} takes the answer. What was sent and has no answer is a {@code Flight}, and is looked at again when it is due. The
 * protocol of one process is {@code OneProcessLedger} over a {@code LedgerStore}; {@code MemoryStore} is the one that forgets: what nobody
 * has claimed is in its {@code MarkTable}, of which {@code MarkText} writes the texts into {@code Blocks}.
 * Delivery calls it. It knows nothing of requests, lanes and hosts.
 */
package io.github.camelaudience.launchdarkly.core.ledger;
