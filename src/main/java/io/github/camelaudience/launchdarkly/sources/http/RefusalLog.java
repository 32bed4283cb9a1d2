package io.github.camelaudience.launchdarkly.sources.http;

import io.github.camelaudience.launchdarkly.core.observe.OncePer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says why requests are refused, once per reason and minute: whoever sends rubbish must not fill the log. */
final class RefusalLog {

    private final OncePer minute;
    private final Consumer<String> out;

    /**
     * A log that has said nothing yet.
     *
     * @param clock milliseconds of any origin
     * @param out   takes the lines
     */
    RefusalLog(LongSupplier clock, Consumer<String> out) {
        this.minute = new OncePer(OncePer.MINUTE, clock, "more since the last line");
        this.out = out;
    }

    void refused(String reason) {
        minute.say(reason, more -> out.accept("Refused a request: " + reason + more));
    }
}
