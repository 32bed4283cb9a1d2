package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.util.Locale;

/**
 * Tells an HTML page from what an API answers: a captive portal, a login page or a proxy answers 200 as well (rule D28).
 * LaunchDarkly's own answers are JSON or empty.
 */
public final class WebPage {

    private static final int BYTE_ORDER_MARK = 3;

    private WebPage() {}

    /** Tells whether the answer has a body, and that is markup or is said to be. */
    public static boolean isIn(Transport.Reply reply) {
        return reply.body().length > 0 && (isDeclaredBy(reply) || isMarkup(reply.body()));
    }

    /** Tells whether the answer says of itself that it is a page; also that to a request without a body in its answer. */
    public static boolean isDeclaredBy(Transport.Reply reply) {
        String type = reply.headers().apply("Content-Type");
        if (type == null) {
            return false;
        }
        String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return media.equals("text/html") || media.equals("application/xhtml+xml");
    }

    private static boolean isMarkup(byte[] body) {
        int i = body.length >= BYTE_ORDER_MARK
                        && (body[0] & 0xff) == 0xef
                        && (body[1] & 0xff) == 0xbb
                        && (body[2] & 0xff) == 0xbf
                ? BYTE_ORDER_MARK
                : 0;
        while (i < body.length && body[i] >= 0 && body[i] <= ' ') {
            i++;
        }
        return i < body.length && body[i] == '<';
    }
}
