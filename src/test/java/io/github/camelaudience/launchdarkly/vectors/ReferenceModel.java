package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Delivery.Outcome;
import io.github.camelaudience.launchdarkly.vectors.EventVerdict.Failed;
import io.github.camelaudience.launchdarkly.vectors.EventVerdict.Member;
import io.github.camelaudience.launchdarkly.vectors.Field.State;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import io.github.camelaudience.launchdarkly.vectors.Prediction.ItemResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model of Segment's own destination, written from its published behaviour and independent of the component. Without
 * rules it gives what was recorded; each {@link DifferenceRule} changes one behaviour to ours.
 */
final class ReferenceModel {

    private static final int INVALID = 400;

    private final VectorCase vector;
    private final Set<DifferenceRule> rules;

    private ReferenceModel(VectorCase vector, Set<DifferenceRule> rules) {
        this.vector = vector;
        this.rules = rules;
    }

    /**
     * What is expected of the case.
     *
     * @throws NotModelledException when the case needs something this model does not know
     */
    static Prediction run(VectorCase vector, Set<DifferenceRule> rules) {
        try {
            return new ReferenceModel(vector, rules).run();
        } catch (ReferenceCrash crash) {
            return Prediction.of(Outcome.ERROR, null, null);
        }
    }

    private Prediction run() {
        Field apiKey = Field.ofSetting(vector.settings().own("apiKey"));
        Field clientId = Field.ofSetting(vector.settings().own("clientId"));
        if (!apiKey.is(State.TEXT) || !clientId.is(State.TEXT)) {
            return Prediction.of(Outcome.ERROR, INVALID, null);
        }
        if (rules.contains(DifferenceRule.S1) && !isConfiguration(apiKey.text(), clientId.text())) {
            return Prediction.of(Outcome.ERROR, null, null);
        }
        EventModel events = new EventModel(vector, rules);
        new StartCheck(vector, rules).run();

        List<ItemResult> results =
                new ArrayList<>(Collections.nCopies(vector.events().size(), ItemResult.FINE));
        Map<Integer, Obj> subscribed = subscribed(results);
        if (subscribed.isEmpty()) {
            return nothingSubscribed(results);
        }
        events.checkMapping();
        Map<Integer, Member> members = new LinkedHashMap<>();
        subscribed.forEach((index, event) -> {
            EventVerdict verdict = events.evaluate(event);
            if (verdict instanceof Failed) {
                results.set(index, ItemResult.FAILED);
            } else if (verdict instanceof Member member) {
                members.put(index, member);
            }
        });
        if (members.isEmpty()) {
            return nothingSent(results);
        }
        if (!rules.contains(DifferenceRule.N2)) {
            subscribed.values().forEach(ReferenceModel::resolveAudienceMembership);
        }
        return delivered(members, results, apiKey.text(), clientId.text());
    }

    private static boolean isConfiguration(String token, String environment) {
        return !environment.isBlank()
                && Stream.of("sdk-", "mob-", "api-").noneMatch(environment::startsWith)
                && !token.isEmpty()
                && !token.startsWith("sdk-")
                && !token.startsWith("mob-")
                && token.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    /** The events of a type that is asked for; the results of others are noted. */
    private Map<Integer, Obj> subscribed(List<ItemResult> results) {
        Map<Integer, Obj> subscribed = new LinkedHashMap<>();
        for (int i = 0; i < vector.events().size(); i++) {
            Js event = vector.events().get(i);
            if (event == Js.NULL && !rules.contains(DifferenceRule.N1)) {
                throw new ReferenceCrash("Cannot read properties of null");
            } else if (!(event instanceof Obj object)) {
                results.set(i, isRejected(rules, DifferenceRule.N1, DifferenceRule.D24));
            } else if (new Str("identify").equals(object.own("type")) || new Str("track").equals(object.own("type"))) {
                subscribed.put(i, object);
            } else if (isUntyped(object)) {
                results.set(i, isRejected(rules, DifferenceRule.D31, DifferenceRule.D24));
            } else {
                results.set(i, rules.contains(DifferenceRule.D24) ? ItemResult.FINE : ItemResult.FAILED);
            }
        }
        return subscribed;
    }

    private static boolean isUntyped(Obj event) {
        return !(event.own("type") instanceof Str);
    }

    private static ItemResult isRejected(
            Set<DifferenceRule> rules, DifferenceRule notAMessage, DifferenceRule otherType) {
        return rules.contains(notAMessage) || !rules.contains(otherType) ? ItemResult.FAILED : ItemResult.FINE;
    }

    /** Nothing for the destination at all: to the reference that is success, of all events. */
    private Prediction nothingSubscribed(List<ItemResult> results) {
        List<ItemResult> own = new ArrayList<>(results);
        for (int i = 0; i < own.size(); i++) {
            boolean rejected = vector.events().get(i) instanceof Obj object
                    ? rules.contains(DifferenceRule.D31) && isUntyped(object)
                    : rules.contains(DifferenceRule.N1);
            own.set(i, rejected ? ItemResult.FAILED : ItemResult.FINE);
        }
        return nothingSent(own);
    }

    private Prediction nothingSent(List<ItemResult> results) {
        if (!vector.single()) {
            return Prediction.of(Outcome.DROPPED, null, results);
        }
        return results.contains(ItemResult.FAILED)
                ? Prediction.of(Outcome.ERROR, INVALID, null)
                : Prediction.of(Outcome.DROPPED, null, null);
    }

    /** The reference's core takes {@code context.personas} apart in every event, and only {@code undefined} has a default. */
    private static void resolveAudienceMembership(Obj event) {
        Js context = JsMembers.get(event, "context");
        if (context == Js.NULL || (context != Js.UNDEFINED && JsMembers.get(context, "personas") == Js.NULL)) {
            throw new ReferenceCrash("Cannot destructure");
        }
    }

    private Prediction delivered(
            Map<Integer, Member> members, List<ItemResult> results, String token, String environment) {
        String authorization = JsText.trim(token);
        if (authorization.chars().anyMatch(c -> c > 0xFF || c == 0x7F || (c < ' ' && c != '\t'))) {
            throw new ReferenceCrash("not a legal header value");
        }
        DeliveryModel delivery = new DeliveryModel(vector, rules, authorization, environment);
        MemberGroups.of(members, rules).forEach(delivery::send);
        List<ItemResult> own = results;
        if (delivery.failed() && !rules.contains(DifferenceRule.D19)) {
            own = null;
        } else {
            members.keySet().forEach(event -> results.set(event, result(delivery, event)));
        }
        Outcome outcome = delivery.failed() ? Outcome.ERROR : Outcome.SENT;
        return new Prediction(delivery.requests(), outcome, delivery.status(), vector.single() ? null : own);
    }

    private static ItemResult result(DeliveryModel delivery, int event) {
        if (delivery.failed(event)) {
            return ItemResult.FAILED;
        }
        return delivery.stopped() ? ItemResult.EITHER : ItemResult.FINE;
    }
}
