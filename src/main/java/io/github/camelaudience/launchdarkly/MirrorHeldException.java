package io.github.camelaudience.launchdarkly;

/**
 * Says that a mirror's plan is held until somebody confirms it: too many members would leave, or too many rows name nobody. Nothing was
 * sent. The body of the exchange is the report.
 */
public final class MirrorHeldException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String id;

    /** Tells of the plan with this id. */
    public MirrorHeldException(String id, String message) {
        super(message);
        this.id = id;
    }

    /** Returns the id of the plan, which confirms it. */
    public String getId() {
        return id;
    }
}
