package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.explain.MessageExplainer;
import io.github.camelaudience.launchdarkly.core.mapping.CompiledMapping;
import io.github.camelaudience.launchdarkly.core.mapping.InvalidMappingException;
import io.github.camelaudience.launchdarkly.core.mapping.MappingCompiler;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceIdFallback;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.verdict.MappingSettings;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import io.github.camelaudience.launchdarkly.core.verdict.MissingMembership;
import java.nio.charset.StandardCharsets;

/** A mapping, a zero byte, a document: a mapping is refused with its mistakes, or has a verdict for every message. */
public final class MappingFuzz {

    private static final AudienceMessageReader READER = new AudienceMessageReader(ReadLimits.DEFAULT);

    private MappingFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        int cut = 0;
        while (cut < input.length && input[cut] != 0) {
            cut++;
        }
        CompiledMapping mapping;
        try {
            mapping = MappingCompiler.compile(new String(input, 0, cut, StandardCharsets.UTF_8));
        } catch (InvalidMappingException e) {
            return;
        }
        MappingSettings settings = new MappingSettings(
                "env",
                "user",
                ContextKeyPriority.USER_ID_THEN_EMAIL_THEN_ANONYMOUS_ID,
                MissingMembership.reject,
                AudienceIdFallback.none);
        ChangeMapper mapper = new ChangeMapper(settings, Trigger.IDENTIFY_OR_TRACK, mapping);
        MessageExplainer explainer = new MessageExplainer(settings, Trigger.IDENTIFY_OR_TRACK, mapping);
        int start = Math.min(cut + 1, input.length);
        READER.read(input, start, input.length - start, "$", AudienceMessage.NOT_INDEXED, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                mapper.map(message, MessageOverrides.NONE);
                explainer.explain(message, MessageOverrides.NONE);
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                // no mapping is asked
            }
        });
    }
}
