package io.github.camelaudience.launchdarkly.core.launchdarkly;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;

/**
 * Writes memberships at one endpoint of LaunchDarkly: knows its requests, their sizes and limits, and what its answers mean. When
 * a request goes, and what is done about its answer, is the business of delivery, which is the same for all of them.
 *
 * <p>Every method but {@link #send} and {@link #verify} is quick, depends on nothing but its arguments, and may be called
 * under a lock. Thread-safe.
 */
public interface SegmentBackend {

    /**
     * Says where a membership is written: the changes of one target may share a request. Whether several requests of a target may be
     * under way is told by {@link #limits}; a slot is in one of them only (rule D15).
     *
     * @return equal for equal slots, in the environment of the slot, and of its audience or of all audiences
     */
    UpdateTarget targetOf(MembershipSlot slot);

    /**
     * Names the route by which it writes. LaunchDarkly counts the requests of each URL pattern and verb by themselves, so backends
     * that write by the same one return the same name.
     *
     * @return the name of the class unless a backend says better; never {@code null}
     */
    default String route() {
        return getClass().getName();
    }

    /** Tells how large a request may be by the endpoint's contract, and when it may go beside another of its target. */
    BatchLimits limits();

    /**
     * Counts the bytes that each member adds to a request because of what all members share, such as the audience's name. It
     * is asked for once as long as the name stays; the rest of a member is {@link #ownBytes}.
     *
     * @param target       where the member is written, always with the id of its audience, also where all audiences share a target
     * @param audienceName as the request would have it
     * @return bytes of UTF-8; with {@link #ownBytes} never less than what the member really adds (rule D18)
     */
    int sharedBytes(UpdateTarget target, String audienceName);

    /**
     * Counts the bytes that a member adds to a request because of what is its own, such as its context key.
     *
     * @return bytes of UTF-8; with {@link #sharedBytes} never less than what the member really adds (rule D18)
     */
    int ownBytes(MembershipSlot slot);

    /**
     * Sends an update once and waits for the answer. Repeats nothing. What must be there first, such as the segment, it looks up or
     * makes on the way if it does not know it yet.
     *
     * @return what the answer means, or that there was none; {@linkplain ApiOutcome#exceptions members that were not sent} for a
     *         reason of their own are said in it; never {@code null}, and never an exception for what is answered
     */
    ApiOutcome send(SegmentUpdate update);

    /** Gives what takes this backend's place in a dry run: it applies nothing. By default it sends nothing either. */
    default SegmentBackend dryRun() {
        return new DryRun(this);
    }

    /** Writes the body of an update's request as {@link #send} would send it, to the letter. It names people: not for logs. */
    String render(SegmentUpdate update);

    /**
     * Asks LaunchDarkly whether the credentials are right, without changing anything.
     *
     * @param clientSideId the client-side ID of the environment
     * @return what it says; never an exception for what is answered
     */
    CredentialsReport verify(String clientSideId);
}
