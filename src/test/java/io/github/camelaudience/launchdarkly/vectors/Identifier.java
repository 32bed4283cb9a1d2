package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Field.State;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a value becomes an identifier, and which of several is the context key. */
final class Identifier {

    private static final int MAX_DIGITS = 1000;

    private Identifier() {}

    /** An identifier of a person or of an audience. */
    static Field of(Js value, boolean single, Set<DifferenceRule> rules) {
        Field coerced = Field.ofString(value, single);
        if (!coerced.is(State.TEXT)) {
            return coerced;
        } else if (rules.contains(DifferenceRule.D8) && value instanceof Num number) {
            return digits(number.token()).map(Field::text).orElse(Field.UNUSABLE);
        } else if (rules.contains(DifferenceRule.D9) && (value instanceof Bool || value instanceof Js.Arr)) {
            return Field.UNUSABLE;
        }
        return coerced;
    }

    /** An identifier of a person: blank is absent by rule D7. */
    static Field ofPerson(Js value, boolean single, Set<DifferenceRule> rules) {
        Field field = of(value, single, rules);
        return rules.contains(DifferenceRule.D7) && field.is(State.TEXT) && isBlank(field.text())
                ? Field.ABSENT
                : field;
    }

    /** Rule D7: nothing, or white space of any script, no-break spaces and the byte order mark included. */
    static boolean isBlank(String text) {
        return text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF');
    }

    /** The first that is not empty, else the last, as JavaScript's {@code ||} chooses. */
    static Field first(List<Field> candidates) {
        Field chosen = Field.ABSENT;
        for (Field candidate : candidates) {
            chosen = candidate;
            if (candidate.is(State.UNUSABLE)
                    || candidate.is(State.INVALID)
                    || (candidate.is(State.TEXT) && !candidate.text().isEmpty())) {
                break;
            }
        }
        return chosen;
    }

    /** All digits of an integral number, when there are not too many (rule D8). */
    static Optional<String> digits(String token) {
        BigDecimal number = new BigDecimal(token).stripTrailingZeros();
        if (number.signum() == 0) {
            return Optional.of("0");
        } else if (number.scale() > 0 || (long) number.precision() - number.scale() > MAX_DIGITS) {
            return Optional.empty();
        }
        return Optional.of(number.toBigIntegerExact().toString());
    }
}
