package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.LexicalScan;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks the signature of Segment's webhooks: HMAC-SHA1 of the message as it was written, in hexadecimal. Of a batch
 * Segment signs the first message only, and Extensible Webhook signs it without the {@code {"json":…}} around it.
 *
 * <p>Hashes the bytes where they are and never writes JSON anew. What is not hashed is compared byte by byte, so that
 * nothing unsigned fits into a batch of one. Immutable and safe for use by many threads.
 */
public final class SegmentSignature {

    /** Says how much of a body one of the secrets has signed. */
    public enum Coverage {
        /** All of it. */
        EVERYTHING,
        /** The first message of several: whoever knows one signed message can put any others behind it. */
        FIRST_MESSAGE,
        /** None of it. */
        NOTHING
    }

    private static final String ALGORITHM = "HmacSHA1";
    private static final int HEX_DIGITS = 40;
    private static final byte[] WRAPPER = "{\"json\":".getBytes(StandardCharsets.US_ASCII);

    private final List<SecretKeySpec> keys;

    /**
     * Knows the secrets of which one must have signed: more than one while they are changed.
     *
     * @throws IllegalArgumentException when there is none, or a blank one: anybody could sign with that; or one with outer
     *                                  white space, with which Segment does not sign
     */
    public SegmentSignature(Collection<String> secrets) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(secret -> secret == null || secret.isBlank())) {
            throw new IllegalArgumentException("a shared secret must not be blank");
        }
        if (secrets.stream().anyMatch(secret -> !secret.strip().equals(secret))) {
            throw new IllegalArgumentException("a shared secret must not begin or end with a line break or other white"
                    + " space: take it out where the secret is set");
        }
        keys = secrets.stream()
                .map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM))
                .toList();
    }

    /**
     * Tells what the signature covers.
     *
     * @param body      the JSON as it arrived, after decompression
     * @param signature 40 hexadecimal digits in either case; anything else, also {@code null}, covers nothing
     */
    public Coverage coverage(byte[] body, String signature) {
        Objects.requireNonNull(body, "body");
        byte[] claimed = decode(signature);
        if (claimed == null || body.length == 0) {
            return Coverage.NOTHING;
        }
        if (body[0] == '[') {
            int end = LexicalScan.elementEnd(body, 1, body.length);
            if (isSigned(body, 1, end, claimed) || isSignedUnwrapped(body, 1, end, claimed)) {
                boolean only = end == body.length - 1 && body[end] == ']';
                return only ? Coverage.EVERYTHING : Coverage.FIRST_MESSAGE;
            }
        }
        return isSigned(body, 0, body.length, claimed) ? Coverage.EVERYTHING : Coverage.NOTHING;
    }

    private boolean isSignedUnwrapped(byte[] body, int start, int end, byte[] claimed) {
        int inner = start + WRAPPER.length;
        return inner < end
                && Arrays.equals(body, start, inner, WRAPPER, 0, WRAPPER.length)
                && body[end - 1] == '}'
                && isSigned(body, inner, end - 1, claimed);
    }

    /** Compares in constant time. */
    private boolean isSigned(byte[] body, int start, int end, byte[] claimed) {
        boolean signed = false;
        for (SecretKeySpec key : keys) {
            signed |= MessageDigest.isEqual(hash(key, body, start, end), claimed);
        }
        return signed;
    }

    private static byte[] hash(SecretKeySpec key, byte[] body, int start, int end) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(body, start, end - start);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] decode(String signature) {
        if (signature == null || signature.length() != HEX_DIGITS) {
            return null;
        }
        try {
            return HexFormat.of().parseHex(signature);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
