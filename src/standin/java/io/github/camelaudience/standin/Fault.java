package io.github.camelaudience.standin;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * An adverse thing that happens to one request. Some take the place of the answer, some let the request take effect and
 * spoil the way back, which is the harder case for a sender: it cannot tell the two apart.
 */
public sealed interface Fault {

    /** True if the request is handled as usual and only its answer suffers. */
    boolean applies();

    /** No fault: the request passes. Useful as a place holder in a script. */
    record None() implements Fault {
        @Override
        public boolean applies() {
            return true;
        }
    }

    /**
     * Another answer than the right one.
     *
     * @param status  the status
     * @param headers headers besides the usual ones
     * @param body    the body; {@code null} for the usual error document of that status
     * @param applies true for a gateway that loses the answer after the request took effect
     */
    record Status(int status, Map<String, String> headers, String body, boolean applies) implements Fault {
        public Status {
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("status must be 200..599 but is " + status);
            }
            headers = Map.copyOf(headers);
        }

        public Status withHeader(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Status(status, more, body, applies);
        }

        public Status withBody(String text) {
            return new Status(status, headers, text, applies);
        }

        public Status afterApplying() {
            return new Status(status, headers, body, true);
        }
    }

    /**
     * The request is read and never answered; the connection stays open.
     *
     * @param applies true if the request takes effect all the same
     */
    record Stall(boolean applies) implements Fault {}

    /**
     * The connection is reset (RST).
     *
     * @param moment when
     */
    record Reset(Moment moment) implements Fault {
        public Reset {
            Objects.requireNonNull(moment, "moment");
        }

        @Override
        public boolean applies() {
            return moment == Moment.DURING_ANSWER || moment == Moment.AFTER_APPLYING;
        }
    }

    /** When a connection is reset. */
    enum Moment {
        /** as soon as the headers are in; the body is not read */
        BEFORE_READING,
        /** the request is read, but has no effect */
        BEFORE_APPLYING,
        /** the request took effect and half of the answer is sent */
        DURING_ANSWER,
        /** the request took effect, nothing is sent */
        AFTER_APPLYING
    }

    /**
     * The connection is closed (FIN) without an answer.
     *
     * @param applies true if the request takes effect all the same
     */
    record Close(boolean applies) implements Fault {}

    /** The request takes effect, the answer promises more body than is sent, then the connection is closed. */
    record Truncated() implements Fault {
        @Override
        public boolean applies() {
            return true;
        }
    }

    /** The request takes effect, the answer's head and half its body are sent, then nothing more. */
    record StalledBody() implements Fault {
        @Override
        public boolean applies() {
            return true;
        }
    }

    /**
     * The request takes effect, the answer comes byte by byte.
     *
     * @param perByte pause after each byte
     */
    record SlowDrip(Duration perByte) implements Fault {
        @Override
        public boolean applies() {
            return true;
        }
    }

    /**
     * The request takes effect at once and is answered late.
     *
     * @param duration how late
     */
    record Delay(Duration duration) implements Fault {
        @Override
        public boolean applies() {
            return true;
        }
    }

    static None none() {
        return new None();
    }

    static Status status(int status) {
        return new Status(status, Map.of(), null, false);
    }

    /** What a captive portal or a login page answers to everything: 200 and a page. */
    static Status webPage() {
        return status(200)
                .withHeader("Content-Type", "text/html; charset=UTF-8")
                .withBody("<!DOCTYPE html>\n<html><body>Please log in.</body></html>\n");
    }

    /** What a firewall answers to what it does not like: 403 and a page that is not LaunchDarkly's error document. */
    static Status firewall() {
        return status(403)
                .withHeader("Content-Type", "text/html")
                .withBody("<html><head><title>403 Forbidden</title></head><body>Request blocked.</body></html>\n");
    }

    /** Another address to go to, where nobody must follow with a token. */
    static Status redirect(String location) {
        return status(302).withHeader("Location", location).withBody("");
    }

    static Stall stall() {
        return new Stall(false);
    }

    static Stall stallAfterApplying() {
        return new Stall(true);
    }

    static Reset reset(Moment moment) {
        return new Reset(moment);
    }

    static Close close() {
        return new Close(false);
    }

    static Close closeAfterApplying() {
        return new Close(true);
    }

    static Truncated truncated() {
        return new Truncated();
    }

    static StalledBody stalledBody() {
        return new StalledBody();
    }

    static SlowDrip slowDrip(Duration perByte) {
        return new SlowDrip(perByte);
    }

    static Delay delay(Duration duration) {
        return new Delay(duration);
    }

    /** A short name for counters and pages, for example {@code status 503} or {@code reset after applying}. */
    default String label() {
        if (this instanceof Status status) {
            return "status " + status.status() + (applies() ? " after applying" : "");
        }
        if (this instanceof Reset reset) {
            return "reset " + reset.moment().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        String name = getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        boolean named = this instanceof Stall || this instanceof Close;
        return name.toLowerCase(Locale.ROOT) + (named && applies() ? " after applying" : "");
    }
}
