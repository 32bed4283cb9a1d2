package io.github.camelaudience.launchdarkly.sources.http;

import io.github.camelaudience.launchdarkly.core.json.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/** Secrets that callers may show. Kept and compared as digests, so that neither length nor content leaks by time. */
final class KnownSecrets {

    private final List<byte[]> digests;

    /**
     * Knows the secrets of a list.
     *
     * @param list separated by commas, behind which there may be spaces
     * @param name of the option, for the exception
     * @throws IllegalArgumentException when there is none in it, or a blank one, or one with outer white space: nobody
     *                                  could show that
     */
    KnownSecrets(String list, String name) {
        if (list == null || list.replace(',', ' ').isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
        digests = Stream.of(list.split(",", -1))
                .map(secret -> checked(secret, name))
                .map(KnownSecrets::digest)
                .toList();
        if (!list.strip().equals(list)) {
            throw new IllegalArgumentException(name
                    + " must not begin or end with a line break or other white space: take it out where it is set");
        }
    }

    private static String checked(String element, String name) {
        String secret = element.replaceAll("^ +| +$", "");
        if (secret.isBlank()) {
            throw new IllegalArgumentException(name + " must not have a blank one between its commas");
        }
        if (!secret.strip().equals(secret) || secret.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    name + " must not have a line break or other white space around one: take it out where it is set");
        }
        return secret;
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
        return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
    }
}
