package io.github.camelaudience.standin;

import java.util.Set;

/**
 * Who may do what.
 *
 * @param tokens         access tokens that may read and sync
 * @param readOnlyTokens access tokens that may read but get 403 for a sync
 * @param environments   client-side IDs that exist
 */
record Accounts(Set<String> tokens, Set<String> readOnlyTokens, Set<String> environments) {

    Accounts {
        tokens = Set.copyOf(tokens);
        readOnlyTokens = Set.copyOf(readOnlyTokens);
        environments = Set.copyOf(environments);
    }

    boolean knows(String authorization) {
        return tokens.contains(authorization) || readOnlyTokens.contains(authorization);
    }

    boolean maySync(String authorization) {
        return tokens.contains(authorization);
    }
}
