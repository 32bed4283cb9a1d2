package io.github.camelaudience.launchdarkly.core.trigger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a trigger as the hosted destination groups it (rule F1), only to tell where the result can differ.
 *
 * <p>There, the last operator of a group joins all tests of that group, a group ends at the first closing parenthesis
 * even when that one belongs to a function, and a group within a group makes the whole trigger match nothing.
 */
final class SegmentGrouping {

    private static final int MOST_TESTS = 12;

    private final List<GroupingItem> items;
    private int at;
    private GroupingItem oddity;

    private SegmentGrouping(List<GroupingItem> items) {
        this.items = items;
    }

    static Optional<String> warning(String fql, List<GroupingItem> items, Condition ours) {
        SegmentGrouping grouping = new SegmentGrouping(List.copyOf(items));
        Optional<Condition> theirs = grouping.group(false);
        if (theirs.isPresent() && grouping.oddity == null) {
            return Optional.empty();
        }
        if (theirs.isPresent() && same(theirs.get(), ours)) {
            return Optional.empty();
        }
        String place = Position.of(fql, offset(grouping.oddity)).toString();
        return Optional.of(place
                + ": here \"and\" binds tighter than \"or\" and parentheses nest; Segment's hosted destination "
                + theirs.map(condition -> "reads " + condition.toFql()).orElse("matches nothing") + " (rule F1)");
    }

    /** Empty when the hosted destination cannot make sense of it. */
    private Optional<Condition> group(boolean inParentheses) {
        List<Condition> parts = new ArrayList<>();
        boolean and = true;
        GroupingItem.Join firstJoin = null;
        while (at < items.size()) {
            GroupingItem item = items.get(at++);
            if (item instanceof GroupingItem.Test test) {
                if (test.known()) {
                    parts.add(test.condition());
                }
                if (test.function() && inParentheses) {
                    noteUnless(closes(), item);
                    break;
                }
            } else if (item instanceof GroupingItem.Join join) {
                firstJoin = firstJoin == null ? join : firstJoin;
                noteUnless(firstJoin.and() == join.and(), join);
                and = join.and();
            } else if (item instanceof GroupingItem.Open open) {
                if (inParentheses) {
                    oddity = open;
                    return Optional.empty();
                }
                Optional<Condition> inner = group(true);
                if (inner.isEmpty()) {
                    oddity = oddity == null ? open : oddity;
                    return inner;
                }
                parts.add(inner.get());
            } else if (inParentheses) {
                break;
            }
        }
        return joined(parts, and);
    }

    /** Whether a group ends here anyway; its parenthesis is then left over and ignored. */
    private boolean closes() {
        return at < items.size() && items.get(at) instanceof GroupingItem.Close;
    }

    private static Optional<Condition> joined(List<Condition> parts, boolean and) {
        if (parts.size() < 2) {
            return parts.stream().findFirst();
        }
        return Optional.of(and ? new Condition.All(List.copyOf(parts)) : new Condition.Any(List.copyOf(parts)));
    }

    private void noteUnless(boolean usual, GroupingItem item) {
        if (!usual && oddity == null) {
            oddity = item;
        }
    }

    private static int offset(GroupingItem item) {
        if (item instanceof GroupingItem.Open open) {
            return open.token().offset();
        }
        if (item instanceof GroupingItem.Join join) {
            return join.token().offset();
        }
        return item instanceof GroupingItem.Test test ? test.token().offset() : 0;
    }

    /** Whether two conditions agree for every outcome of their tests. */
    private static boolean same(Condition theirs, Condition ours) {
        List<Condition.FieldTest> tests = ours.tests().distinct().toList();
        if (tests.size() > MOST_TESTS) {
            return theirs.equals(ours);
        }
        for (int outcome = 0; outcome < 1 << tests.size(); outcome++) {
            Map<Condition, Boolean> truth = new HashMap<>();
            for (int i = 0; i < tests.size(); i++) {
                truth.put(tests.get(i), (outcome >> i & 1) == 1);
            }
            if (holds(theirs, truth) != holds(ours, truth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Condition condition, Map<Condition, Boolean> truth) {
        if (condition instanceof Condition.All all) {
            return all.parts().stream().allMatch(part -> holds(part, truth));
        }
        if (condition instanceof Condition.Any any) {
            return any.parts().stream().anyMatch(part -> holds(part, truth));
        }
        return condition instanceof Condition.Not not ? !holds(not.part(), truth) : truth.get(condition);
    }
}
