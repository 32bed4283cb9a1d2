package io.github.camelaudience.launchdarkly.vectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code JSON.parse} and {@code JSON.stringify}: numbers keep their token, the last of two equal names counts. */
final class JsJson {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNestingDepth(10_000)
                    .build())
            .build();

    private JsJson() {}

    static Js parse(String json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new IOException("no JSON value");
            }
            Js value = read(parser);
            if (parser.nextToken() != null) {
                throw new IOException("more than one JSON value");
            }
            return value;
        }
    }

    private static Js read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> Js.NULL;
            case VALUE_TRUE -> new Bool(true);
            case VALUE_FALSE -> new Bool(false);
            case VALUE_STRING -> new Str(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
            case START_ARRAY -> {
                List<Js> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield new Arr(items);
            }
            case START_OBJECT -> {
                Obj object = Obj.empty();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.define(name, read(parser));
                }
                yield object;
            }
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    /** The JSON text, or {@code null} for what JSON cannot hold. */
    static String stringify(Js value, Set<DifferenceRule> rules) {
        if (value == Js.UNDEFINED || value instanceof Js.Fn) {
            return null;
        } else if (value instanceof Str text) {
            return quote(text.text());
        } else if (value instanceof Num && rules.contains(DifferenceRule.M5)) {
            return TemplateText.text(value, rules);
        } else if (value instanceof Num number) {
            return Double.isInfinite(number.value()) ? "null" : JsText.ofNumber(number.value());
        } else if (value instanceof Arr array) {
            List<String> items = new ArrayList<>();
            for (Js item : array.items()) {
                String json = stringify(item, rules);
                items.add(json == null ? "null" : json);
            }
            return "[" + String.join(",", items) + "]";
        } else if (value instanceof Obj object) {
            List<String> members = new ArrayList<>();
            for (String key : object.keys()) {
                String json = stringify(object.own(key), rules);
                if (json != null) {
                    members.add(quote(key) + ":" + json);
                }
            }
            return "{" + String.join(",", members) + "}";
        }
        return JsText.of(value);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append(JsonStringEncoder.getInstance().quoteAsString(Character.toString(c)));
            }
        });
        return '"' + quoted.toString() + '"';
    }
}
