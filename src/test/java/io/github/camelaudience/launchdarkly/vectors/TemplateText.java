package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code @template}: placeholders in three braces are filled first, then those in two. */
final class TemplateText {

    private static final Pattern TRIPLE = Pattern.compile("\\{\\{\\{([^}]+)}}}");
    private static final Pattern DOUBLE = Pattern.compile("\\{\\{([^}]+)}}");

    private static final int MOST_DIGITS = 400;

    private TemplateText() {}

    static String render(String template, Js event, Set<DifferenceRule> rules) {
        List<Piece> pieces = fill(TRIPLE, template, event, rules);
        if (!rules.contains(DifferenceRule.M1)) {
            StringBuilder text = new StringBuilder();
            pieces.forEach(piece -> text.append(piece.text));
            pieces = List.of(new Piece(text.toString(), false));
        }
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece.inserted) {
                text.append(piece.text);
            } else {
                fill(DOUBLE, piece.text, event, rules).forEach(part -> text.append(part.text));
            }
        }
        return text.toString();
    }

    /** A scalar as text; {@code null} and {@code undefined} as the empty text. */
    static String text(Js value, Set<DifferenceRule> rules) {
        if (value instanceof Js.Nothing) {
            return "";
        } else if (rules.contains(DifferenceRule.M2) && (value instanceof Js.Obj || value instanceof Js.Arr)) {
            throw new ReferenceCrash("a template holds text, numbers and booleans only");
        } else if (rules.contains(DifferenceRule.M5) && value instanceof Num number) {
            return plain(new BigDecimal(number.token()));
        }
        return JsText.of(value);
    }

    private static String plain(BigDecimal number) {
        BigDecimal shortest = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        if (shortest.scale() > MOST_DIGITS || (long) shortest.precision() - shortest.scale() > MOST_DIGITS) {
            throw new ReferenceCrash("rule M14");
        }
        return shortest.toPlainString();
    }

    static boolean hasPlaceholder(String template) {
        return DOUBLE.matcher(template).find();
    }

    /** Whether a placeholder names nothing. Between those of three braces, those of two are looked for. */
    static boolean hasEmptyPlaceholder(String template) {
        return isEmptyIn(TRIPLE, template)
                || Arrays.stream(TRIPLE.split(template)).anyMatch(rest -> isEmptyIn(DOUBLE, rest));
    }

    private static boolean isEmptyIn(Pattern placeholder, String text) {
        return placeholder.matcher(text).results().anyMatch(result -> MappingPath.keys(JsText.trim(result.group(1)))
                .isEmpty());
    }

    private static List<Piece> fill(Pattern placeholder, String template, Js event, Set<DifferenceRule> rules) {
        List<Piece> pieces = new ArrayList<>();
        Matcher matcher = placeholder.matcher(template);
        int end = 0;
        while (matcher.find()) {
            pieces.add(new Piece(template.substring(end, matcher.start()), false));
            pieces.add(new Piece(text(MappingPath.get(event, JsText.trim(matcher.group(1)), rules), rules), true));
            end = matcher.end();
        }
        pieces.add(new Piece(template.substring(end), false));
        return pieces;
    }

    private record Piece(String text, boolean inserted) {}
}
