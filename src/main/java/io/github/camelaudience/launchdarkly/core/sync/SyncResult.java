package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells what became of a session, when the last of its changes is settled: the verdicts in input order, and the messages that
 * someone has to deal with, each with its origin.
 *
 * @param <S>        where a message came from
 * @param report     one item per message, the requests and the request id
 * @param rejections messages that are broken or refused: trying again is of no use
 * @param failures   changes that could not be delivered now: trying again may help
 * @param unread     what could not be read or judged now
 * @param broken     why reading broke off, or {@code null}; what was read before is delivered all the same
 * @param accepted   the changes after which LaunchDarkly has what they, or newer ones, say; see {@link SyncEngine#forget}
 */
public record SyncResult<S>(
        SyncReport report,
        List<Rejection<S>> rejections,
        List<Failure<S>> failures,
        List<Unread<S>> unread,
        Throwable broken,
        List<MembershipChange> accepted) {

    /**
     * Tells of a rejected message, or of neighbours that share one.
     *
     * @param <S>     where a message came from
     * @param message the message, and why it is rejected
     * @param source  where it came from
     */
    public record Rejection<S>(RejectedMessage message, S source) {}

    /**
     * Tells of a failed change.
     *
     * @param <S>     where a message came from
     * @param failure why it was not delivered
     * @param source  where its message came from
     */
    public record Failure<S>(DeliveryFailure failure, S source) {

        /** Chooses the one to show for all: a refused access token, then what is held, before anything else. */
        public static <S> DeliveryFailure worst(List<Failure<S>> failures) {
            return Stream.of(DeliveryFailure.Kind.UNAUTHORIZED, DeliveryFailure.Kind.HELD)
                    .flatMap(kind -> failures.stream()
                            .<DeliveryFailure>map(Failure::failure)
                            .filter(failure -> failure.kind() == kind))
                    .findFirst()
                    .orElse(failures.get(0).failure());
        }
    }

    /**
     * Tells of a body, or a part of one, that could not be read or judged now.
     *
     * @param <S>    where a message came from
     * @param cause  why
     * @param source where it came from
     */
    public record Unread<S>(Exception cause, S source) {}

    /** Tells whether everything was read and nothing failed, so that the input need not come again. */
    public boolean isComplete() {
        return broken == null && failures.isEmpty() && unread.isEmpty();
    }
}
