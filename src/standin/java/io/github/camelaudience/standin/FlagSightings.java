package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** What SDKs report of their evaluations: who saw a flag on, and who saw it off. Thread-safe. */
final class FlagSightings {

    private static final int PEOPLE = 200;

    private final Map<String, Map<String, FlagView.Sighting>> byFlag = new LinkedHashMap<>();

    /**
     * Reads the body of a {@code POST /bulk}.
     *
     * @throws IOException if it is no JSON
     */
    void read(byte[] body, boolean gzip) throws IOException {
        InputStream in = new ByteArrayInputStream(body);
        try (InputStream plain = gzip ? new GZIPInputStream(in) : in) {
            StateJson.MAPPER.readTree(plain).forEach(this::take);
        }
    }

    private synchronized void take(JsonNode event) {
        JsonNode context = event.path("context");
        String flag = event.path("key").asText();
        String key = context.path("key").asText();
        if (!event.path("kind").asText().equals("feature") || flag.isEmpty() || key.isEmpty()) {
            return;
        }
        String kind = context.path("kind").asText("user");
        boolean on = event.path("value").asBoolean();
        Map<String, FlagView.Sighting> people = byFlag.computeIfAbsent(flag, name -> new LinkedHashMap<>());
        String person = kind + ":" + key;
        FlagView.Sighting before = people.get(person);
        if (before == null || before.on() != on) {
            // who changed last stands last; who changed longest ago is forgotten first
            people.remove(person);
            people.put(
                    person,
                    new FlagView.Sighting(
                            kind, key, on, event.path("creationDate").asLong()));
            if (people.size() > PEOPLE) {
                people.remove(people.keySet().iterator().next());
            }
        }
    }

    /** Who saw the flag, the one for whom it changed last first. */
    synchronized List<FlagView.Sighting> of(String flag) {
        List<FlagView.Sighting> newestFirst = new ArrayList<>();
        byFlag.getOrDefault(flag, Map.of()).values().forEach(sighting -> newestFirst.add(0, sighting));
        return newestFirst;
    }

    synchronized void clear() {
        byFlag.clear();
    }
}
