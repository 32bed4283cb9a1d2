package io.github.camelaudience.server.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/**
 * Decides who may see the page and who may do something on it. Without a password it is for this machine only, and only under a name of
 * this machine, so that no web page elsewhere reads it through a name of its own. What changes something must come from the page itself.
 */
final class PageAccess {

    /** Says what to do with a request. */
    sealed interface Decision {

        /** It may go on. */
        record Allowed() implements Decision {}

        /** Who asks has to say who he is. */
        record LoginNeeded() implements Decision {}

        /**
         * It is refused.
         *
         * @param why in a sentence
         */
        record Refused(String why) implements Decision {}
    }

    /**
     * Holds what a request says of itself.
     *
     * @param host          the header {@code Host}
     * @param authorization the header {@code Authorization}, or {@code null}
     * @param origin        the header {@code Origin}, or {@code null}
     * @param fetchSite     the header {@code Sec-Fetch-Site}, or {@code null}
     */
    record Asked(String host, String authorization, String origin, String fetchSite) {}

    private static final Decision ALLOWED = new Decision.Allowed();
    private static final int TOKEN_BYTES = 24;

    private final byte[] login;
    private final boolean loopback;
    private final String token;

    /**
     * Makes the rules of one server.
     *
     * @param user     who may see the page, if there is a password
     * @param password what he has to know; blank for none
     * @param loopback whether only this machine can reach the port
     */
    PageAccess(String user, String password, boolean loopback) {
        this.login = password.isBlank() ? null : hash(user + ":" + password);
        this.loopback = loopback;
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Gives what a form of the page has to bring with it. */
    String token() {
        return token;
    }

    /** Decides about a request that changes nothing. */
    Decision mayLook(Asked asked) {
        if (login != null) {
            return isLoggedIn(asked.authorization) ? ALLOWED : new Decision.LoginNeeded();
        }
        if (!loopback) {
            return new Decision.Refused("This port can be reached from other machines, so the page needs a password:"
                    + " set PAGE_PASSWORD and start the server again.");
        }
        return isThisMachine(asked.host)
                ? ALLOWED
                : new Decision.Refused("Without a password the page is served under localhost and 127.0.0.1 only.");
    }

    /** Decides about a request that changes something; {@code brought} is the token that it has. */
    Decision mayAct(Asked asked, String brought) {
        Decision looks = mayLook(asked);
        if (!(looks instanceof Decision.Allowed)) {
            return looks;
        }
        if (isOfAnotherSite(asked)) {
            return new Decision.Refused("The request comes from another site.");
        }
        return brought != null && MessageDigest.isEqual(hash(brought), hash(token))
                ? ALLOWED
                : new Decision.Refused("The page is older than the server: load it again, and repeat what you did.");
    }

    /** Decides about one of Camel's consoles, of which some do things for who only asks: no other site may have it asked. */
    Decision mayUseConsole(Asked asked) {
        Decision looks = mayLook(asked);
        return looks instanceof Decision.Allowed && isOfAnotherSite(asked)
                ? new Decision.Refused("The request comes from another site.")
                : looks;
    }

    private static boolean isOfAnotherSite(Asked asked) {
        if (asked.fetchSite != null && !asked.fetchSite.equals("same-origin") && !asked.fetchSite.equals("none")) {
            return true;
        }
        return asked.origin != null
                && !asked.origin.equalsIgnoreCase("http://" + asked.host)
                && !asked.origin.equalsIgnoreCase("https://" + asked.host);
    }

    /** Takes as long whatever is wrong with it. */
    private boolean isLoggedIn(String authorization) {
        String credentials = "";
        if (authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                credentials = new String(
                        Base64.getDecoder().decode(authorization.substring(6).strip()), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                credentials = "";
            }
        }
        return MessageDigest.isEqual(hash(credentials), login);
    }

    private static boolean isThisMachine(String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
