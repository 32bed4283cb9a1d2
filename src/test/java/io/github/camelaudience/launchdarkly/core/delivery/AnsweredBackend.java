package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import java.util.function.Function;

/** A backend as it is, but for its answers, which come at once. */
final class AnsweredBackend extends ForwardingBackend {

    private final Function<SegmentUpdate, ApiOutcome> answers;

    /** Makes one; {@code answers} says what each request is answered. */
    AnsweredBackend(SegmentBackend backend, Function<SegmentUpdate, ApiOutcome> answers) {
        super(backend);
        this.answers = answers;
    }

    @Override
    public ApiOutcome send(SegmentUpdate update) {
        return answers.apply(update);
    }
}
