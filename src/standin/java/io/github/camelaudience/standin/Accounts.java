package io.github.camelaudience.standin;

import java.util.List;
import java.util.Set;

/**
 * Who may do what.
 *
 * @param tokens         access tokens that may read and write
 * @param readOnlyTokens access tokens that may read but are refused when they write
 * @param environments   environments that exist
 */
record Accounts(Set<String> tokens, Set<String> readOnlyTokens, List<Environment> environments) {

    Accounts {
        tokens = Set.copyOf(tokens);
        readOnlyTokens = Set.copyOf(readOnlyTokens);
        environments = List.copyOf(environments);
    }

    boolean knows(String authorization) {
        return tokens.contains(authorization) || readOnlyTokens.contains(authorization);
    }

    boolean mayWrite(String authorization) {
        return tokens.contains(authorization);
    }

    boolean has(String clientSideId) {
        for (Environment environment : environments) {
            if (environment.clientSideId().equals(clientSideId)) {
                return true;
            }
        }
        return false;
    }

    boolean hasProject(String projectKey) {
        return environments.stream().anyMatch(each -> each.projectKey().equals(projectKey));
    }

    /** The environment of these keys, {@code null} for none. */
    Environment environment(String projectKey, String key) {
        for (Environment environment : environments) {
            if (environment.projectKey().equals(projectKey) && environment.key().equals(key)) {
                return environment;
            }
        }
        return null;
    }

    /** Keys of all projects, in the order they were named. */
    List<String> projects() {
        return environments.stream().map(Environment::projectKey).distinct().toList();
    }
}
