package io.github.camelaudience.launchdarkly.core.trigger;

import io.github.camelaudience.launchdarkly.core.json.FieldValue;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.All;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.Any;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.Contains;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.FieldTest;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.IsNumber;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.IsText;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.Matches;
import io.github.camelaudience.launchdarkly.core.trigger.Condition.Not;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides whether any message can satisfy a condition. Says no only where that is certain: fields are looked at one by
 * one, and what is too large to be looked at counts as possible.
 */
final class Feasibility {

    /** What Segment has as {@code type} is a word. */
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_-]+");

    private static final int MOST_CASES = 2000;

    /**
     * A test, and what it must say.
     *
     * @param test what is asked of a field
     * @param holds whether the answer must be yes
     */
    private record Demand(FieldTest test, boolean holds) {}

    private Feasibility() {}

    /** Whether a message that satisfies the condition is conceivable. */
    static boolean of(Condition condition) {
        List<List<Demand>> cases = cases(condition, true);
        return cases == null || cases.stream().anyMatch(Feasibility::isPossible);
    }

    /** The condition as a choice of demands that must hold together; {@code null} when there are too many. */
    private static List<List<Demand>> cases(Condition condition, boolean holds) {
        if (condition instanceof Not not) {
            return cases(not.part(), !holds);
        }
        if (condition instanceof FieldTest test) {
            return List.of(List.of(new Demand(test, holds)));
        }
        boolean together = condition instanceof All == holds;
        List<Condition> parts = condition instanceof All all ? all.parts() : ((Any) condition).parts();
        List<List<Demand>> cases = together ? List.of(List.of()) : new ArrayList<>();
        for (Condition part : parts) {
            List<List<Demand>> more = cases(part, holds);
            if (more == null || (together ? cases.size() * more.size() : cases.size() + more.size()) > MOST_CASES) {
                return null;
            }
            cases = together ? product(cases, more) : concat(cases, more);
        }
        return cases;
    }

    private static List<List<Demand>> product(List<List<Demand>> some, List<List<Demand>> others) {
        return some.stream()
                .flatMap(one -> others.stream().map(other -> Stream.concat(one.stream(), other.stream())
                        .toList()))
                .toList();
    }

    private static List<List<Demand>> concat(List<List<Demand>> some, List<List<Demand>> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static boolean isPossible(List<Demand> demands) {
        Map<Field, List<Demand>> byField = new HashMap<>();
        demands.forEach(demand -> byField.computeIfAbsent(demand.test().field(), field -> new ArrayList<>())
                .add(demand));
        return byField.entrySet().stream().allMatch(entry -> isPossible(entry.getKey(), entry.getValue()));
    }

    private static boolean isPossible(Field field, List<Demand> demands) {
        boolean anyText = demands.stream().noneMatch(Feasibility::isExactText) && !isContradictory(demands);
        return anyText && takesText(demands)
                || candidates(field, demands).anyMatch(value -> demands.stream()
                        .allMatch(demand -> demand.test().holds(value) == demand.holds()));
    }

    private static boolean isExactText(Demand demand) {
        return demand.test() instanceof IsText text && text.negated() != demand.holds();
    }

    /** Whether a text that fulfils all that is asked of texts can be assumed to exist. */
    private static boolean takesText(List<Demand> demands) {
        return demands.stream().allMatch(demand -> {
            boolean aboutTexts = demand.test() instanceof IsText
                    || demand.test() instanceof Contains
                    || demand.test() instanceof Matches;
            return aboutTexts || demand.test().holds(FieldValue.text("text")) == demand.holds();
        });
    }

    /** Whether the texts must hold a part that they must not hold. */
    private static boolean isContradictory(List<Demand> demands) {
        List<String> there = new ArrayList<>();
        List<String> absent = new ArrayList<>(List.of());
        for (Demand demand : demands) {
            if (demand.test() instanceof Contains contains) {
                (contains.negated() != demand.holds() ? there : absent).add(contains.part());
            } else if (demand.test() instanceof Matches matches) {
                if (matches.negated() != demand.holds()) {
                    there.addAll(matches.pattern().pieces());
                } else if (matches.pattern().pieces().stream().allMatch(String::isEmpty)) {
                    absent.add("");
                }
            }
        }
        return absent.stream()
                .anyMatch(part -> part.isEmpty() || there.stream().anyMatch(piece -> piece.contains(part)));
    }

    /** Values of every shape, among them all that the tests name and what lies between the numbers. */
    private static Stream<FieldValue> candidates(Field field, List<Demand> demands) {
        Set<FieldValue> values = new HashSet<>(Set.of(FieldValue.ABSENT));
        Set<BigDecimal> numbers = new HashSet<>();
        for (Demand demand : demands) {
            if (demand.test() instanceof IsText text && isPossibleText(field, text.expected())) {
                values.add(FieldValue.text(text.expected()));
            } else if (demand.test() instanceof IsNumber number) {
                numbers.add(number.expected());
            }
        }
        if (!isTextOnly(field)) {
            values.addAll(Set.of(FieldValue.TRUE, FieldValue.FALSE, FieldValue.COMPOUND));
            numbers.stream()
                    .flatMap(number -> around(number, numbers))
                    .forEach(number -> values.add(FieldValue.number(number.toPlainString())));
        }
        return values.stream();
    }

    private static Stream<BigDecimal> around(BigDecimal number, Set<BigDecimal> all) {
        Stream<BigDecimal> between = all.stream().map(other -> number.add(other).divide(BigDecimal.valueOf(2)));
        return Stream.concat(Stream.of(number, number.subtract(BigDecimal.ONE), number.add(BigDecimal.ONE)), between);
    }

    /** {@code type} and {@code messageId} count as absent when they are no text. */
    private static boolean isTextOnly(Field field) {
        return field.root().equals("type") || field.root().equals("messageId");
    }

    private static boolean isPossibleText(Field field, String text) {
        return !field.root().equals("type") || TYPE.matcher(text).matches();
    }
}
