package io.github.camelaudience.launchdarkly.core.settings;

import io.github.camelaudience.launchdarkly.core.mapping.CompiledMapping;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.mapping.ExpressionLanguages;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.mapping.MappingCompiler;
import io.github.camelaudience.launchdarkly.core.trigger.FqlTrigger;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import java.util.List;
import java.util.function.Consumer;

/** Compiles the texts of the user's mapping and trigger, once, at start. */
public final class MessageRules {

    private static final String COPIED =
            ". Was it copied with its escapes? Write type = \"track\", without the backslashes";

    private MessageRules() {}

    /**
     * Compiles a mapping; that of Segment's own destination is taken for {@code null} and for a blank text.
     *
     * @param json      the fields that replace those of the default mapping
     * @param languages what expressions may be written in
     * @param warnings  takes a sentence for each doubt
     * @throws IllegalArgumentException when it is none; the message says where and why
     */
    public static FieldMapping mapping(String json, ExpressionLanguages languages, Consumer<String> warnings) {
        if (json == null || json.isBlank()) {
            return DefaultMapping.INSTANCE;
        }
        CompiledMapping mapping = MappingCompiler.compile(json, languages);
        warn("mapping", mapping.warnings(), warnings);
        return mapping;
    }

    /**
     * Compiles a trigger.
     *
     * @param fql      in Segment's query language
     * @param warnings takes a sentence for each doubt
     * @throws IllegalArgumentException when it is none, or can never match; the message says where and why
     */
    public static Trigger trigger(String fql, Consumer<String> warnings) {
        if (fql == null || fql.isBlank()) {
            throw new IllegalArgumentException("trigger must not be blank: it would match nothing");
        }
        FqlTrigger trigger = FqlTrigger.compile(fql);
        if (!trigger.canMatch()) {
            throw new IllegalArgumentException(
                    "trigger can never match a message, so nothing would ever be sent: it reads " + trigger
                            + (fql.indexOf('\\') < 0 ? "" : COPIED));
        }
        warn("trigger", trigger.warnings(), warnings);
        return trigger;
    }

    private static void warn(String option, List<String> doubts, Consumer<String> warnings) {
        doubts.forEach(doubt -> warnings.accept("Option " + option + ": " + doubt));
    }
}
