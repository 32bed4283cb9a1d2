package io.github.camelaudience.launchdarkly.core.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Tells of something that happened to an audience. Names no person.
 *
 * @param type        what
 * @param at          when, by our clock
 * @param environment the client-side ID of the environment
 * @param audienceId  the audience's stable id, or {@code null} when it is about no single one
 * @param contextKind the context kind, or {@code null} likewise
 * @param text        the same in one sentence
 * @param details     figures and names by their own names, such as {@code before} and {@code after}
 */
public record AudienceEvent(
        Type type,
        Instant at,
        String environment,
        String audienceId,
        String contextKind,
        String text,
        Map<String, Object> details) {

    /** Names what can happen. */
    public enum Type {
        /** A change of an audience came that nothing is known of. */
        AUDIENCE_SEEN(false),
        /** An audience has another name than before. */
        AUDIENCE_RENAMED(false),
        /** An audience has the name, and so the key, that one with another id had. Segment warns against that. */
        AUDIENCE_KEY_REUSED(true),
        /** An audience has contexts of another kind than before, which is another segment in LaunchDarkly. */
        CONTEXT_KIND_CHANGED(true),
        /** More people leave an audience than may without a word: its removals are held (rule D37). */
        REMOVALS_HELD(true),
        /** Somebody has released an audience whose removals were held. */
        REMOVALS_RELEASED(false),
        /** A deleted person has left all audiences that are known (rule D36). */
        PERSON_DELETED(false),
        /** A deleted person was removed from the ledger. */
        PERSON_FORGOTTEN(false),
        /** A part of a deletion failed, and is tried again. */
        DELETION_DELAYED(true);

        private final boolean warning;

        Type(boolean warning) {
            this.warning = warning;
        }

        /** Tells whether somebody should look. */
        public boolean isWarning() {
            return warning;
        }

        /** Gives the name in documents and meters, such as {@code audience-renamed}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Keeps a copy of the details. */
    public AudienceEvent {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(text, "text");
        details = Map.copyOf(details);
    }

    /** Gives it as names and values for JSON; what does not apply is left out. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", type.id());
        map.put("at", at.toString());
        map.put("environment", environment);
        if (audienceId != null) {
            map.put("audienceId", audienceId);
        }
        if (contextKind != null) {
            map.put("contextKind", contextKind);
        }
        map.put("text", text);
        details.keySet().stream().sorted().forEach(name -> map.put(name, details.get(name)));
        return map;
    }
}
