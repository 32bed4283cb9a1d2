package io.github.camelaudience.launchdarkly.core.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text with <code>{{path}}</code> or <code>{{{path}}}</code> in it. What is missing becomes nothing; what the
 * message puts in is never read as a template again (rule M1).
 *
 * @param pieces texts and paths in turn
 * @param path   where it stands in the mapping
 */
record Template(List<Piece> pieces, String path) implements Expression {

    private static final Pattern THREE = Pattern.compile("\\{\\{\\{([^}]+)}}}");
    private static final Pattern TWO = Pattern.compile("\\{\\{([^}]+)}}");

    /** A text, or a place to be filled. */
    record Piece(String text, JsonPath place) {}

    static Template parse(String text, String path) {
        List<Piece> pieces = new ArrayList<>();
        cut(text, THREE, pieces, rest -> cut(rest, TWO, pieces, plain -> pieces.add(new Piece(plain, null))));
        return new Template(List.copyOf(pieces), path);
    }

    private static void cut(
            String text, Pattern placeholder, List<Piece> pieces, java.util.function.Consumer<String> between) {
        Matcher matcher = placeholder.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (matcher.start() > end) {
                between.accept(text.substring(end, matcher.start()));
            }
            pieces.add(new Piece(null, PathSyntax.split(matcher.group(1).strip())));
            end = matcher.end();
        }
        if (end < text.length()) {
            between.accept(text.substring(end));
        }
    }

    boolean isLiteral() {
        return pieces.stream().allMatch(piece -> piece.place() == null);
    }

    Optional<String> problem() {
        return reads().anyMatch(place -> place.parts().isEmpty())
                ? Optional.of("a placeholder must name a field of the message")
                : Optional.empty();
    }

    @Override
    public JsonNode evaluate(Evaluation scope) throws MappingFailedException {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            scope.budget().step(path);
            text.append(piece.place() == null ? piece.text() : filled(piece.place(), scope));
            Budget.check(text, path);
        }
        return NODES.textNode(text.toString());
    }

    private String filled(JsonPath place, Evaluation scope) throws MappingFailedException {
        JsonNode value = place.in(scope.payload());
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isContainerNode()) {
            throw new MappingFailedException(
                    path, "expected a text at " + place + " but found " + Compilation.kind(value));
        }
        return PlainText.of(value, path);
    }

    @Override
    public Stream<JsonPath> reads() {
        return pieces.stream().map(Piece::place).filter(place -> place != null);
    }
}
