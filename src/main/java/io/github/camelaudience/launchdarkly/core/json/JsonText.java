package io.github.camelaudience.launchdarkly.core.json;

import io.github.camelaudience.launchdarkly.core.membership.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Turns what holds JSON into the bytes that {@link io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader} reads, and loses nothing on the way. */
public final class JsonText {

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

    private JsonText() {}

    /** Returns JSON text as UTF-8. Unpaired surrogates, which UTF-8 cannot express, become escapes. */
    public static byte[] bytes(String json) {
        int unpaired = Text.unpairedSurrogate(json, 0);
        if (unpaired < 0) {
            return json.getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        int from = 0;
        for (int at = unpaired; at >= 0; at = Text.unpairedSurrogate(json, from)) {
            escaped.append(json, from, at).append("\\u").append(Integer.toHexString(json.charAt(at)));
            from = at + 1;
        }
        return escaped.append(json, from, json.length()).toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes a map, collection, array, tree or scalar as JSON. Numbers keep their digits, text its unpaired surrogates.
     *
     * @throws JsonValueWriter.UnwritableException when it nests deeper than 500 levels, or holds what is no JSON
     */
    public static byte[] bytes(Object value) {
        return JsonValueWriter.PLAIN.write(value);
    }

    /**
     * Tells whether bytes that came with this {@code Content-Encoding} are gzip still. Some HTTP servers unpack the
     * body and leave the header, so the bytes have a say: no JSON begins like gzip.
     */
    public static boolean isGzip(byte[] bytes, String contentEncoding) {
        return GzipMembers.isGzip(bytes)
                && contentEncoding != null
                && GZIP.contains(contentEncoding.trim().toLowerCase(Locale.ROOT));
    }

    /**
     * Returns the uncompressed bytes, but at most one more than {@code maxLength}: a reader with that limit refuses
     * these as too large, and nobody unpacks a bomb.
     *
     * @throws IOException when it is no gzip, is damaged or cut short, or has behind a member what is none
     */
    public static byte[] gunzip(InputStream gzip, int maxLength) throws IOException {
        try (GzipMembers in = new GzipMembers(gzip)) {
            return in.readNBytes(maxLength == Integer.MAX_VALUE ? maxLength : maxLength + 1);
        }
    }
}
