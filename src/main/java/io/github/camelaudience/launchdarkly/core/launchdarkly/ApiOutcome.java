package io.github.camelaudience.launchdarkly.core.launchdarkly;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * Tells what became of one request. Its table says what answers mean at all of LaunchDarkly's endpoints (rules D20 to D23, D28); what
 * one of them answers otherwise is known to its {@link SegmentBackend}, which says so by {@link #as}.
 *
 * <table>
 * <caption>Classification</caption>
 * <tr><th>answer</th><th>disposition</th></tr>
 * <tr><td>2xx whose body is no web page</td><td>ACCEPTED</td></tr>
 * <tr><td>429</td><td>THROTTLED</td></tr>
 * <tr><td>408, 409, 423, 425, 5xx but 501; no answer</td><td>TRANSIENT</td></tr>
 * <tr><td>413</td><td>TOO_LARGE</td></tr>
 * <tr><td>401, 403</td><td>UNAUTHORIZED</td></tr>
 * <tr><td>400, 422</td><td>REFUSED</td></tr>
 * <tr><td>everything else: 1xx, 2xx with a web page, 3xx, other 4xx, 501</td><td>HELD</td></tr>
 * <tr><td>none, because the attempt broke: a mistake in code or configuration</td><td>BROKEN</td></tr>
 * </table>
 *
 * @param disposition what it means
 * @param status      the HTTP status, or {@link #NO_ANSWER}
 * @param error       what LaunchDarkly said about it; {@link ApiError#NONE} when it said nothing
 * @param rateFacts   what the answer said about rate limits
 * @param cause       why there is no answer, or {@code null}
 * @param why         what the backend makes of it, in one sentence that names the thing and the cure and no person; or {@code null}
 * @param exceptions  the members that it does not hold for, by slot, each with what holds for it: they were not sent. A member's
 *                    own outcome is {@code REFUSED} if it is to blame, and else {@code AUDIENCE_HELD}
 */
public record ApiOutcome(
        Disposition disposition,
        int status,
        ApiError error,
        RateFacts rateFacts,
        IOException cause,
        String why,
        Map<MembershipSlot, ApiOutcome> exceptions) {

    /** Stands for the status when nothing was answered. */
    public static final int NO_ANSWER = 0;

    /** Checks that disposition, error, rate facts and exceptions are there. */
    public ApiOutcome {
        Objects.requireNonNull(disposition, "disposition");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(rateFacts, "rateFacts");
        exceptions = Map.copyOf(exceptions);
    }

    private ApiOutcome(Disposition disposition, int status, ApiError error, RateFacts rateFacts, IOException cause) {
        this(disposition, status, error, rateFacts, cause, null, Map.of());
    }

    /** Classifies an answer with its headers and the beginning of its body. */
    public static ApiOutcome answered(Transport.Reply reply) {
        ApiError error = ErrorBodyReader.read(reply.body());
        RateFacts rateFacts = RateFacts.parse(reply.headers());
        return isSuccess(reply.status()) && WebPage.isIn(reply)
                ? new ApiOutcome(Disposition.HELD, reply.status(), error, rateFacts, null)
                : answered(reply.status(), error, rateFacts);
    }

    /** Classifies an answer whose body is LaunchDarkly's, or none. */
    public static ApiOutcome answered(int status, ApiError error, RateFacts rateFacts) {
        return new ApiOutcome(classify(status), status, error, rateFacts, null);
    }

    /** Tells of a request that was not answered, or not to the end: {@code TRANSIENT}. */
    public static ApiOutcome unanswered(IOException cause) {
        return new ApiOutcome(
                Disposition.TRANSIENT, NO_ANSWER, ApiError.NONE, RateFacts.NONE, Objects.requireNonNull(cause));
    }

    /** Tells of an update, or of a member, that was not sent, because the backend knows what would come of it. */
    public static ApiOutcome unsent(Disposition disposition, String why) {
        return new ApiOutcome(disposition, NO_ANSWER, ApiError.NONE, RateFacts.NONE, null).because(why);
    }

    /** Gives the answer another meaning, which it has at one endpoint only. */
    public ApiOutcome as(Disposition meaning) {
        return new ApiOutcome(meaning, status, error, rateFacts, cause, why, exceptions);
    }

    /** Adds what the backend makes of the answer: one sentence for logs and exceptions, so it names no person. */
    public ApiOutcome because(String sentence) {
        return new ApiOutcome(disposition, status, error, rateFacts, cause, sentence, exceptions);
    }

    /** Says that it does not hold for these members, which were not sent. */
    public ApiOutcome except(Map<MembershipSlot, ApiOutcome> members) {
        return new ApiOutcome(disposition, status, error, rateFacts, cause, why, members);
    }

    /** Tells of an attempt that broke before or after the request, by no fault of the network: {@code BROKEN}. */
    public static ApiOutcome broken(Throwable cause) {
        String what = "the attempt broke (" + cause.getClass().getSimpleName() + ")";
        return new ApiOutcome(
                Disposition.BROKEN, NO_ANSWER, ApiError.NONE, RateFacts.NONE, new IOException(what, cause));
    }

    private static Disposition classify(int status) {
        return switch (status) {
            case 401, 403 -> Disposition.UNAUTHORIZED;
            case 408, 409, 423, 425 -> Disposition.TRANSIENT;
            case 400, 422 -> Disposition.REFUSED;
            case 413 -> Disposition.TOO_LARGE;
            case 429 -> Disposition.THROTTLED;
            case 501 -> Disposition.HELD;
            default -> {
                if (isSuccess(status)) {
                    yield Disposition.ACCEPTED;
                }
                yield status >= 500 ? Disposition.TRANSIENT : Disposition.HELD;
            }
        };
    }

    /** Tells whether nothing was applied for certain: LaunchDarkly said so, or nothing was sent. */
    public boolean isNotApplied() {
        return switch (disposition) {
            case THROTTLED, REFUSED, TOO_LARGE, UNAUTHORIZED, AUDIENCE_HELD -> true;
            case HELD -> status == NO_ANSWER;
            case ACCEPTED, TRANSIENT, BROKEN -> false;
        };
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    /** Tells whether this is a 403 that does not look like LaunchDarkly's own: a firewall may have refused a member's content (rule D28). */
    public boolean isForeign403() {
        return status == 403 && (error.code() == null || error.message() == null);
    }

    /** Tells whether status and code are the same, so that both are probably refused for one reason. */
    public boolean isLike(ApiOutcome other) {
        return status == other.status && Objects.equals(error.code(), other.error.code());
    }

    /**
     * Says in words the status, code, LaunchDarkly's message and request id, or why there is no answer. The message may quote a context key:
     * it is for reports, not for logs and exceptions, unless it is about the access token.
     */
    public String describe() {
        return describe(error.describe());
    }

    /** Says the same without LaunchDarkly's message: for logs and exceptions. */
    public String describeWithoutMessage() {
        return describe(error.describeWithoutMessage());
    }

    private String describe(String said) {
        if (cause != null) {
            return noAnswer();
        }
        if (why == null) {
            return "status " + status + inWords() + said;
        }
        return status == NO_ANSWER ? why : why + " (status " + status + said + ")";
    }

    /** What an answer that is hardly LaunchDarkly's says to whoever has to find out where it comes from. */
    private String inWords() {
        if (disposition != Disposition.HELD) {
            return isForeign403()
                    ? " (without LaunchDarkly's error document: a firewall or proxy may have refused it)"
                    : "";
        }
        return switch (status) {
            case 404, 410 -> " (nothing is there)";
            case 405 -> " (nothing that takes this request is there)";
            case 407 -> " (a proxy asks for credentials)";
            case 421 -> " (the request reached a server that is not meant)";
            case 501 -> " (the server does not know the method)";
            default -> {
                if (isSuccess(status)) {
                    yield " (with a web page in place of LaunchDarkly's answer: a login page or a proxy)";
                }
                yield status >= 300 && status < 400 ? " (a redirect, which is not followed)" : "";
            }
        };
    }

    private String noAnswer() {
        return disposition == Disposition.BROKEN
                ? cause.getMessage()
                : "no answer (" + cause.getClass().getSimpleName() + ")";
    }
}
