package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What SDKs and the Relay are told of flags and segments, as the JSON they read. Thread-safe. */
final class SdkData implements SegmentListener {

    /**
     * A change that streams pass on.
     *
     * @param environment where
     * @param event       {@code patch} or {@code delete}
     * @param data        what the event carries
     */
    record Change(String environment, String event, ObjectNode data) {}

    private static final class View {
        final Map<String, SdkFlag> flags = new TreeMap<>();
        final Map<String, SdkSegment> segments = new TreeMap<>();
        final Map<String, Integer> deleted = new HashMap<>();
        final BigSegmentIndex big = new BigSegmentIndex();
    }

    private final Map<String, FlagRule> flags;
    private final Runnable changed;
    private final Map<String, View> views = new HashMap<>();
    private final Map<String, Change> pending = new LinkedHashMap<>();

    /**
     * Takes the flags by key.
     *
     * @param changed is called with every change, before the request that made it is answered
     */
    SdkData(Map<String, FlagRule> flags, Runnable changed) {
        this.flags = flags;
        this.changed = changed;
    }

    /** Takes in what was there before the first change that is told. */
    void begin(SegmentSnapshot segment) {
        List<TargetEdit> edits = new ArrayList<>();
        segment.included().forEach((kind, keys) -> edits.add(new TargetEdit(true, true, kind, keys)));
        segment.excluded().forEach((kind, keys) -> edits.add(new TargetEdit(false, true, kind, keys)));
        changed(segment.facts(), edits);
    }

    @Override
    public synchronized void changed(SegmentFacts facts, List<TargetEdit> edits) {
        View view = view(facts.clientSideId());
        SdkSegment segment = view.segments.get(facts.key());
        boolean isNew = segment == null;
        if (isNew) {
            segment = new SdkSegment(facts, view.deleted.getOrDefault(facts.key(), 0));
            view.segments.put(facts.key(), segment);
        }
        segment.facts = facts;
        if (facts.kind().unbounded()) {
            // whoever looks a member up names its hash alone, so that only one kind can be meant
            edits.stream()
                    .filter(edit -> edit.contextKind().equals(facts.contextKind()))
                    .forEach(edit -> view.big.edit(SdkSegment.reference(facts), edit));
        } else {
            edits.forEach(segment::edit);
        }
        // members of a big segment do not travel with it, so that a stream is silent about them
        if (isNew || !facts.kind().unbounded()) {
            patch(facts.clientSideId(), "/segments/" + facts.key(), segment.json());
        }
        if (isNew) {
            view.flags.values().stream()
                    .filter(flag -> flag.learn(facts))
                    .forEach(flag -> patch(facts.clientSideId(), "/flags/" + flag.key, flag.json()));
        }
        changed.run();
    }

    @Override
    public synchronized void deleted(SegmentFacts facts) {
        SdkSegment segment = view(facts.clientSideId()).segments.get(facts.key());
        if (segment != null) {
            remove(segment);
            changed.run();
        }
    }

    @Override
    public synchronized void cleared() {
        for (View view : views.values()) {
            List.copyOf(view.segments.values()).forEach(this::remove);
        }
        changed.run();
    }

    private void remove(SdkSegment segment) {
        SegmentFacts facts = segment.facts;
        int version = segment.version() + 1;
        View view = view(facts.clientSideId());
        view.segments.remove(facts.key());
        view.deleted.put(facts.key(), version);
        view.big.clear(SdkSegment.reference(facts));
        ObjectNode data = StateJson.MAPPER.createObjectNode();
        tell(
                facts.clientSideId(),
                "delete",
                data.put("path", "/segments/" + facts.key()).put("version", version));
    }

    private void patch(String environment, String path, ObjectNode item) {
        ObjectNode data = StateJson.MAPPER.createObjectNode().put("path", path);
        tell(environment, "patch", data.set("data", item));
    }

    private void tell(String environment, String event, ObjectNode data) {
        String place = environment + data.path("path").textValue();
        pending.remove(place);
        pending.put(place, new Change(environment, event, data));
    }

    private View view(String environment) {
        return views.computeIfAbsent(environment, id -> {
            View view = new View();
            flags.forEach((key, rule) -> view.flags.put(key, new SdkFlag(key, rule)));
            return view;
        });
    }

    /** The changes since the last call, the newest of each flag and segment. */
    synchronized List<Change> changes() {
        List<Change> changes = new ArrayList<>(pending.values());
        pending.clear();
        return changes;
    }

    /** All flags and segments of an environment. */
    synchronized ObjectNode all(String environment) {
        View view = view(environment);
        ObjectNode all = StateJson.MAPPER.createObjectNode();
        ObjectNode allFlags = all.putObject("flags");
        view.flags.forEach((key, flag) -> allFlags.set(key, flag.json()));
        ObjectNode allSegments = all.putObject("segments");
        view.segments.forEach((key, segment) -> allSegments.set(key, segment.json()));
        return all;
    }

    /** The big segments that a hash is in or kept out of, by their references. */
    synchronized ObjectNode membership(String environment, String hash) {
        ObjectNode json = StateJson.MAPPER.createObjectNode();
        BigSegmentIndex big = view(environment).big;
        big.references(hash, true).forEach(json.putArray("included")::add);
        big.references(hash, false).forEach(json.putArray("excluded")::add);
        return json;
    }

    /** The newest version of the members of big segments. */
    synchronized String revision(String environment) {
        return view(environment).big.version();
    }

    /** What changed of the members of big segments after that version, as the Relay reads it. */
    synchronized ArrayNode revisions(String environment, String after) {
        ArrayNode json = StateJson.MAPPER.createArrayNode();
        for (BigSegmentIndex.Patch patch : view(environment).big.after(after)) {
            ObjectNode one = json.addObject()
                    .put("environmentId", environment)
                    .put("segmentId", patch.reference())
                    .put("version", patch.version())
                    .put("previousVersion", patch.previousVersion());
            ObjectNode changes = one.putObject("changes");
            mutations(changes.putObject("included"), patch.includedAdd(), patch.includedRemove());
            mutations(changes.putObject("excluded"), patch.excludedAdd(), patch.excludedRemove());
        }
        return json;
    }

    private static void mutations(ObjectNode json, List<String> add, List<String> remove) {
        add.forEach(json.putArray("add")::add);
        remove.forEach(json.putArray("remove")::add);
    }
}
