package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.EventVerdict.Member;
import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts members into requests. */
final class MemberGroups {

    private static final int MAX_MEMBERS = 1000;

    private MemberGroups() {}

    /**
     * Members that go into one request.
     *
     * @param members one for each entry of the body
     * @param events  for each member the events it stands for
     */
    record Group(List<Member> members, List<List<Integer>> events) {

        Group part(int from, int to) {
            return new Group(members.subList(from, to), events.subList(from, to));
        }

        List<Integer> allEvents() {
            return events.stream().flatMap(List::stream).toList();
        }

        String cohortId() {
            return members.get(0).audienceId();
        }

        Js body(String environmentId) {
            List<Js> batch = new ArrayList<>();
            for (Member member : members) {
                Obj item = Obj.empty();
                if (member.userId() != null) {
                    item.define("userId", new Str(member.userId()));
                }
                item.define("cohortName", new Str(member.audienceName()));
                item.define("cohortId", new Str(member.audienceId()));
                batch.add(item.define("value", new Bool(member.value())));
            }
            return Obj.empty()
                    .define("environmentId", new Str(environmentId))
                    .define("contextKind", new Str(members.get(0).kind()))
                    .define("batch", new Arr(batch));
        }
    }

    /** Groups the members, which are given by the index of their event. */
    static List<Group> of(Map<Integer, Member> members, Set<DifferenceRule> rules) {
        Map<List<String>, Map<Integer, Member>> audiences = new LinkedHashMap<>();
        members.forEach((index, member) -> audiences
                .computeIfAbsent(
                        rules.contains(DifferenceRule.D15)
                                ? List.of(member.audienceId(), member.kind())
                                : List.of(member.audienceId()),
                        key -> new LinkedHashMap<>())
                .put(index, member));
        return audiences.values().stream()
                .map(audience -> group(audience, rules))
                .flatMap(group -> chunks(group, rules).stream())
                .toList();
    }

    private static Group group(Map<Integer, Member> audience, Set<DifferenceRule> rules) {
        List<Member> members = new ArrayList<>();
        List<List<Integer>> events = new ArrayList<>();
        Map<List<String>, Integer> slots = new LinkedHashMap<>();
        String lastName = "";
        for (Map.Entry<Integer, Member> entry : audience.entrySet()) {
            Member member = entry.getValue();
            lastName = member.audienceName();
            List<String> slot = List.of(member.kind(), String.valueOf(member.userId()));
            Integer at = rules.contains(DifferenceRule.D16) && member.userId() != null ? slots.get(slot) : null;
            if (at == null) {
                slots.put(slot, members.size());
                members.add(member);
                events.add(new ArrayList<>(List.of(entry.getKey())));
            } else {
                events.get(at).add(entry.getKey());
                if (!EventTime.isBefore(member.time(), members.get(at).time())) {
                    members.set(at, member);
                }
            }
        }
        if (rules.contains(DifferenceRule.D17)) {
            String name = lastName;
            members.replaceAll(member -> new Member(
                    member.kind(), member.audienceId(), name, member.userId(), member.value(), member.time()));
        }
        return new Group(members, events);
    }

    private static List<Group> chunks(Group group, Set<DifferenceRule> rules) {
        int size = rules.contains(DifferenceRule.D18) ? MAX_MEMBERS : Integer.MAX_VALUE;
        List<Group> chunks = new ArrayList<>();
        for (int from = 0;
                from < group.members().size();
                from += Math.min(size, group.members().size())) {
            chunks.add(group.part(
                    from,
                    Math.min(
                            group.members().size(),
                            from + Math.min(size, group.members().size()))));
        }
        return chunks;
    }
}
