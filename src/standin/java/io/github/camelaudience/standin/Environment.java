package io.github.camelaudience.standin;

import java.util.Objects;

/**
 * Names an environment of a project, and the trouble that it makes.
 *
 * @param projectKey   the key of the project
 * @param key          the key of the environment within the project
 * @param clientSideId the client-side ID, which is the environment's {@code _id}
 * @param onCreation   what is answered to the creation of a segment, {@code null} for the usual
 * @param onTargeting  what is answered to a change of a segment's targets through the REST API, {@code null} for the usual.
 *                     Whether it holds for synced segments is not public: those are not touched
 */
public record Environment(String projectKey, String key, String clientSideId, Refusal onCreation, Refusal onTargeting) {

    public Environment {
        Objects.requireNonNull(projectKey, "projectKey");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(clientSideId, "clientSideId");
    }

    /** Makes no trouble. */
    public static Environment of(String projectKey, String key, String clientSideId) {
        return new Environment(projectKey, key, clientSideId, null, null);
    }

    /** Requires approvals: segments can be created and deleted, but targets cannot be changed. */
    public Environment withApprovals() {
        return refusing(onCreation, Refusal.APPROVAL_REQUIRED);
    }

    /**
     * Belongs to a project that wants each new segment linked to a view. LaunchDarkly documents that, but not the answer:
     * status and words are the stand-in's own.
     */
    public Environment withViews() {
        return refusing(
                new Refusal(400, "invalid_request", "New segments of this project must be linked to a view"),
                onTargeting);
    }

    /** Is archived. What LaunchDarkly answers then is not public: status and words are the stand-in's own. */
    public Environment archived() {
        Refusal refusal = new Refusal(400, "invalid_request", "The environment is archived");
        return refusing(refusal, refusal);
    }

    /** Refuses in these words; {@code null} for what is not refused. */
    public Environment refusing(Refusal creation, Refusal targeting) {
        return new Environment(projectKey, key, clientSideId, creation, targeting);
    }

    /** The secret that a server-side SDK shows. The API tells it to whoever may read the environment. */
    public String sdkKey() {
        return "sdk-canary-" + clientSideId;
    }

    /** The secret that a mobile SDK shows, likewise. */
    public String mobileKey() {
        return "mob-canary-" + clientSideId;
    }
}
