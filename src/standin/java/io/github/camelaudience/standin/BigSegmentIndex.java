package io.github.camelaudience.standin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds the members of the big segments of one environment as LaunchDarkly gives them away: by the hash of the context's
 * key. It tells which segments a hash is in, and what changed after a version; each change of a member is a version.
 * Guarded by {@link SdkData}.
 */
final class BigSegmentIndex {

    /**
     * One place in one list.
     *
     * @param reference the segment and its generation
     * @param included  which of its two lists
     * @param hash      of the context's key
     */
    private record Place(String reference, boolean included, String hash) {}

    /** Whether the place is taken, and since which version. */
    private record State(boolean in, long version) {}

    /**
     * What changed in one segment.
     *
     * @param reference       the segment and its generation
     * @param version         what is known after it
     * @param previousVersion what had to be known before it
     */
    record Patch(
            String reference,
            String version,
            String previousVersion,
            List<String> includedAdd,
            List<String> includedRemove,
            List<String> excludedAdd,
            List<String> excludedRemove) {

        private void take(Place place, boolean in) {
            List<String> list;
            if (place.included) {
                list = in ? includedAdd : includedRemove;
            } else {
                list = in ? excludedAdd : excludedRemove;
            }
            list.add(place.hash);
        }
    }

    private final Map<Place, State> places = new HashMap<>();
    private final TreeMap<Long, Place> byVersion = new TreeMap<>();
    private final Map<String, Set<Place>> byHash = new HashMap<>();
    private long version;

    /** The hash that SDKs ask for: SHA-256 of the key in UTF-8, in Base64. */
    static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void edit(String reference, TargetEdit edit) {
        edit.keys().forEach(key -> put(new Place(reference, edit.included(), hash(key)), edit.add()));
    }

    private void put(Place place, boolean in) {
        State before = places.get(place);
        if (before == null ? !in : before.in == in) {
            return;
        }
        if (before != null) {
            byVersion.remove(before.version);
        }
        places.put(place, new State(in, ++version));
        byVersion.put(version, place);
        Set<Place> taken = byHash.computeIfAbsent(place.hash, hash -> new LinkedHashSet<>(2));
        if (in) {
            taken.add(place);
        } else {
            taken.remove(place);
        }
        if (taken.isEmpty()) {
            byHash.remove(place.hash);
        }
    }

    /** Takes everybody out of the lists of a segment that is gone. */
    void clear(String reference) {
        List<Place> taken = new ArrayList<>();
        places.forEach((place, state) -> {
            if (state.in && place.reference.equals(reference)) {
                taken.add(place);
            }
        });
        taken.forEach(place -> put(place, false));
    }

    /** The segments in whose list, of the included or the excluded, this hash is. */
    List<String> references(String hash, boolean included) {
        return byHash.getOrDefault(hash, Set.of()).stream()
                .filter(place -> place.included == included)
                .map(Place::reference)
                .toList();
    }

    /** What to ask {@link #after} for next; empty before the first change. */
    String version() {
        return text(version);
    }

    /**
     * What leads from that version to the newest, one patch for each segment; empty if there is nothing newer. A version
     * that was never given out is answered with everything. All but the last leave the reader's version as it is, so that a
     * reader who stops between them asks for the same again.
     */
    List<Patch> after(String cursor) {
        long known = number(cursor);
        if (known == version && text(known).equals(cursor)) {
            return List.of();
        }
        Map<String, Map<Place, Boolean>> changed = new LinkedHashMap<>();
        byVersion.tailMap(known, false).values().forEach(place -> changed.computeIfAbsent(
                        place.reference, reference -> new LinkedHashMap<>())
                .put(place, places.get(place).in));
        List<Patch> patches = new ArrayList<>();
        changed.forEach((reference, members) -> {
            boolean last = patches.size() == changed.size() - 1;
            Patch patch = new Patch(
                    reference,
                    last ? version() : cursor,
                    cursor,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
            members.forEach(patch::take);
            patches.add(patch);
        });
        return patches;
    }

    private static String text(long version) {
        return version == 0 ? "" : Long.toString(version);
    }

    private long number(String cursor) {
        try {
            long number = cursor.isEmpty() ? 0 : Long.parseLong(cursor);
            return number < 0 || number > version ? 0 : number;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
