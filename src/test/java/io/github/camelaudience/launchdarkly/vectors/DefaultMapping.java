package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The default mapping of the recorded destination. */
final class DefaultMapping {

    private static final String JSON = """
            {
              "segment_audience_id": {"@path": "$.context.personas.computation_id"},
              "segment_audience_key": {"@path": "$.context.personas.computation_key"},
              "segment_computation_action": {"@path": "$.context.personas.computation_class"},
              "context_kind": "user",
              "segment_user_id": {"@path": "$.userId"},
              "segment_anonymous_id": {"@path": "$.anonymousId"},
              "user_email": {"@if": {"exists": {"@path": "$.traits.email"},
                  "then": {"@path": "$.traits.email"}, "else": {"@path": "$.context.traits.email"}}},
              "context_key": "user_id_only",
              "traits_or_props": {"@if": {"exists": {"@path": "$.properties"},
                  "then": {"@path": "$.properties"}, "else": {"@path": "$.traits"}}},
              "enable_batching": true
            }
            """;

    private static final Obj PARSED = parse();

    private DefaultMapping() {}

    /** A fresh object with the default of every field. */
    static Obj create() {
        Obj copy = Obj.empty();
        PARSED.keys().forEach(field -> copy.define(field, PARSED.own(field)));
        return copy;
    }

    private static Obj parse() {
        try {
            return (Obj) JsJson.parse(JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
