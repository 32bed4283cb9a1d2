package io.github.camelaudience.launchdarkly.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;

/** Reads the resource that an option of a mapping or a trigger may name in place of the text. */
final class RuleTexts {

    private RuleTexts() {}

    /** The option's own text, {@code null} if there is none, or that of the resource it names. */
    static String of(CamelContext context, String option, String value) {
        if (value == null || !ResourceHelper.hasScheme(value)) {
            return value;
        }
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, value)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("option " + option + ": cannot read " + value, e);
        }
    }
}
