package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import org.apache.camel.CamelException;

/**
 * Says that the client-side ID or the access token is wrong, or could not be checked by the verify operation; the message says
 * which and why, and {@link CredentialsReport#isWrong} of the report tells the one from the other.
 */
public final class InvalidCredentialsException extends CamelException {

    private static final long serialVersionUID = 1L;

    private final transient CredentialsReport report;

    public InvalidCredentialsException(CredentialsReport report) {
        super(report.describe());
        this.report = report;
    }

    public CredentialsReport getReport() {
        return report;
    }
}
