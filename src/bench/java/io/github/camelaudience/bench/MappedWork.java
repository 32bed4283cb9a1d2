package io.github.camelaudience.bench;

import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceIdFallback;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.verdict.MappingSettings;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import io.github.camelaudience.launchdarkly.core.verdict.MissingMembership;
import java.util.HashMap;
import java.util.Map;

/** The reader and the mapper of the component, without delivery. */
final class MappedWork implements Contender, MessageSink {

    private final AudienceMessageReader reader = new AudienceMessageReader(ReadLimits.DEFAULT);
    private final ChangeMapper mapper = new ChangeMapper(
            new MappingSettings(
                    "bench",
                    "user",
                    ContextKeyPriority.USER_ID_ONLY,
                    MissingMembership.reject,
                    AudienceIdFallback.none),
            Trigger.IDENTIFY_OR_TRACK,
            DefaultMapping.INSTANCE);
    private Map<String, Boolean> last;
    private int changes;

    @Override
    public String name() {
        return "our reader and mapper";
    }

    @Override
    public Cost run(Load load) throws Exception {
        changes = 0;
        last = null;
        Cost cost = Cost.of(ParsedWork.PASSES * load.messages(), () -> {
            for (int pass = 0; pass < ParsedWork.PASSES; pass++) {
                read(load);
            }
        });
        if (changes != ParsedWork.PASSES * load.messages()) {
            throw new IllegalStateException(changes + " changes of " + load.messages() + " messages");
        }
        return cost;
    }

    private void read(Load load) {
        for (byte[] body : load.bodies()) {
            reader.read(body, this);
        }
    }

    @Override
    public void message(AudienceMessage message) {
        if (!(mapper.map(message, MessageOverrides.NONE) instanceof Verdict.Change change)) {
            throw new IllegalStateException("not a change: " + message);
        }
        changes++;
        if (last != null) {
            MembershipChange value = change.change();
            last.put(value.slot().audienceId() + "/" + value.slot().contextKey(), value.included());
        }
    }

    @Override
    public void unreadable(UnreadableMessage message) {
        throw new IllegalStateException(message.toString());
    }

    /** Read once more, out of the measured time. */
    @Override
    public Digest result(Load load) {
        last = new HashMap<>();
        read(load);
        return Digest.of(last);
    }
}
