package io.github.camelaudience.launchdarkly.core.rows;

/** Tells that a row cannot be used; the others of its file can. */
public final class UnusableRowException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Row.Fault fault;

    public UnusableRowException(Row.Fault fault) {
        super(fault.detail());
        this.fault = fault;
    }

    /** Says why. */
    public Row.Fault fault() {
        return fault;
    }
}
