package io.github.camelaudience.server.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads what a form sends, {@code application/x-www-form-urlencoded}. */
final class Form {

    private static final int MOST_FIELDS = 20;

    private Form() {}

    /** Gives each field its last value; a field that cannot be decoded is left out. */
    static Map<String, String> read(String body) {
        Map<String, String> form = new HashMap<>();
        for (String field : body.split("&", MOST_FIELDS)) {
            int equals = field.indexOf('=');
            try {
                form.put(decoded(field.substring(0, Math.max(0, equals))), decoded(field.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                // no browser sends that
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
