package io.github.camelaudience.launchdarkly.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/** Secrets that callers may show. Kept and compared as digests, so that neither length nor content leaks by time. */
final class KnownSecrets {

    private final List<byte[]> digests;

    /**
     * Knows the secrets of a list.
     *
     * @param list separated by commas
     * @param name of the option, for the exception when there is none in it
     */
    KnownSecrets(String list, String name) {
        digests = Stream.of((list == null ? "" : list).split(","))
                .map(String::trim)
                .filter(secret -> !secret.isEmpty())
                .map(KnownSecrets::digest)
                .toList();
        if (digests.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
    }

    boolean contains(String shown) {
        byte[] digest = digest(shown);
        boolean known = false;
        for (byte[] each : digests) {
            known |= MessageDigest.isEqual(each, digest);
        }
        return known;
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
