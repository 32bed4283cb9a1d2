package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport.Finding;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ErrorBodyReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the keys of environments by their client-side IDs, each once. LaunchDarkly has no look-up for that: keys that are given are
 * checked by one request, others are looked for in the list of projects, page by page. Of the answers, which hold the SDK keys of
 * environments, only project and environment keys and ids are read. Thread-safe; threads that ask for one environment wait for one look-up.
 */
public final class Environments {

    /**
     * Holds the keys, or says why there are none.
     *
     * @param keys    {@code null} if they are not known
     * @param failure {@code null} if they are; never {@code REFUSED}: no member is to blame
     * @param finding whether LaunchDarkly said that there are such keys, or that there are none
     */
    public record Lookup(EnvironmentKeys keys, ApiOutcome failure, Finding finding) {}

    /** LaunchDarkly's own default of a page. */
    private static final int PAGE = 20;

    private final RestApi api;
    private final String clientSideId;
    private final EnvironmentKeys given;
    private final Map<String, Search> searches = new ConcurrentHashMap<>();

    /**
     * Knows nothing yet.
     *
     * @param api          is asked
     * @param clientSideId of the environment that {@code given} are the keys of
     * @param given        {@code null} to have them found
     */
    public Environments(RestApi api, String clientSideId, EnvironmentKeys given) {
        this.api = Objects.requireNonNull(api, "api");
        this.clientSideId = Objects.requireNonNull(clientSideId, "clientSideId");
        this.given = given;
    }

    /** Finds the keys of an environment; asks LaunchDarkly if they are not known yet. */
    public Lookup find(String id) {
        Search search = searches.computeIfAbsent(id, Search::new);
        synchronized (search) {
            return search.go();
        }
    }

    /** Asks LaunchDarkly for the keys of an environment, also if they are known: they may have changed. */
    Lookup ask(String id) {
        Search anew = new Search(id);
        Lookup lookup;
        synchronized (anew) {
            lookup = anew.go();
        }
        if (lookup.keys != null) {
            searches.put(id, anew);
        }
        return lookup;
    }

    /** Gives the keys as far as they are known without a question; {@code null} if they are not. */
    public EnvironmentKeys known(String id) {
        Search search = searches.get(id);
        EnvironmentKeys found = search == null ? null : search.found;
        return found == null && id.equals(clientSideId) ? given : found;
    }

    /** Looks for the keys anew when they are asked for next: LaunchDarkly no longer knows what they name. */
    public void forget(String id) {
        searches.remove(id);
    }

    private record Environment(@JsonProperty("_id") String id, String key) {}

    private record EnvironmentPage(List<Environment> items, Integer totalCount) {
        EnvironmentPage {
            items = items == null ? List.of() : items;
        }

        Optional<Environment> withId(String id) {
            return items.stream()
                    .filter(each -> each != null && id.equals(each.id) && each.key != null)
                    .findFirst();
        }
    }

    private record Project(String key, EnvironmentPage environments) {
        Project {
            environments = environments == null ? new EnvironmentPage(null, null) : environments;
        }
    }

    private record ProjectPage(List<Project> items, Integer totalCount) {
        ProjectPage {
            items = items == null ? List.of() : items;
        }
    }

    /** Whether a list ends here: by its own count if it tells it, else with a page that is not full. */
    private static boolean isLast(int size, int seen, Integer totalCount) {
        return size == 0 || (totalCount == null ? size < PAGE : seen >= totalCount);
    }

    /** A project of which not all environments were in the page of projects. */
    private static final class Rest {
        private final String projectKey;
        private int seen;

        Rest(String projectKey, int seen) {
            this.projectKey = projectKey;
            this.seen = seen;
        }
    }

    /** The search for one environment. It keeps its place when an answer ends it, such as 429. Not thread-safe. */
    private final class Search {
        private final String id;
        private final Deque<Rest> rests = new ArrayDeque<>();
        private volatile EnvironmentKeys found;
        private int projects;
        private boolean complete;
        /** Whether the environments of a project could not be looked through, because it is gone. */
        private boolean anyGone;

        private ApiOutcome last;

        Search(String id) {
            this.id = id;
        }

        Lookup go() {
            if (found != null) {
                return found(found);
            }
            Lookup lookup = given != null && id.equals(clientSideId) ? check() : search();
            found = lookup.keys;
            return lookup;
        }

        private Lookup check() {
            RestAnswer answer = api.get(given.environmentPath());
            if (answer.status() == 404) {
                // a page in place of LaunchDarkly's error document has no code
                boolean said = answer.outcome().error().code() != null;
                return failed(
                        said ? Finding.WRONG : Finding.UNKNOWN,
                        answer.outcome()
                                .because(
                                        "LaunchDarkly at " + api.url() + " has no " + given.describe()
                                                + ": projectKey and environmentKey must be the keys of the environment whose client-side ID is "
                                                + id
                                                + ", or both be left out to have them found; or the access token may not see it"));
            }
            if (!answer.isAccepted()) {
                return failed(
                        Finding.of(answer.outcome()),
                        answer.outcome().because("the " + given.describe() + " could not be checked at " + api.url()));
            }
            Environment environment = answer.read(Environment.class);
            String actual = environment == null ? null : environment.id;
            if (!id.equals(actual)) {
                return failed(
                        actual == null ? Finding.UNKNOWN : Finding.WRONG,
                        answer.outcome()
                                .as(Disposition.HELD)
                                .because("the " + given.describe()
                                        + (actual == null
                                                ? " has no client-side ID that can be read"
                                                : " has the client-side ID " + ErrorBodyReader.printable(actual))
                                        + ", but the endpoint's clientSideId is " + id
                                        + ": correct the one, or projectKey and environmentKey"));
            }
            return found(given);
        }

        private Lookup search() {
            while (true) {
                Lookup lookup = rests.isEmpty() ? nextProjects() : moreOf(rests.peek());
                if (lookup != null) {
                    return lookup;
                }
            }
        }

        /** Reads one page of projects; gives {@code null} if the search goes on. */
        private Lookup nextProjects() {
            if (complete) {
                int seen = projects;
                Finding finding = anyGone ? Finding.UNKNOWN : Finding.WRONG;
                projects = 0;
                complete = false;
                anyGone = false;
                return failed(
                        finding,
                        last.as(Disposition.HELD)
                                .because("none of the " + seen + " projects that the access token may see at "
                                        + api.url()
                                        + " has an environment whose client-side ID is " + id
                                        + ": correct the client-side ID, or use a token of the account that has it"));
            }
            RestAnswer answer = api.get("/api/v2/projects?expand=environments&limit=" + PAGE + "&offset=" + projects);
            ProjectPage page = answer.isAccepted() ? answer.read(ProjectPage.class) : null;
            if (page == null) {
                return unlisted(answer, "the projects");
            }
            for (Project project : page.items) {
                if (project == null || project.key == null) {
                    continue;
                }
                Optional<Environment> match = project.environments.withId(id);
                if (match.isPresent()) {
                    return found(new EnvironmentKeys(project.key, match.get().key));
                }
                int seen = project.environments.items.size();
                if (seen == 0 || !isLast(seen, seen, project.environments.totalCount)) {
                    rests.add(new Rest(project.key, seen));
                }
            }
            projects += page.items.size();
            complete = isLast(page.items.size(), projects, page.totalCount);
            last = answer.outcome();
            return null;
        }

        /** Reads one page of a project's environments; gives {@code null} if the search goes on. */
        private Lookup moreOf(Rest rest) {
            RestAnswer answer = api.get("/api/v2/projects/" + EnvironmentKeys.encode(rest.projectKey)
                    + "/environments?limit=" + PAGE + "&offset=" + rest.seen);
            if (answer.status() == 404 && answer.outcome().error().code() != null) {
                rests.remove(); // it was deleted since it was listed, or may be listed and not opened
                anyGone = true;
                last = answer.outcome();
                return null;
            }
            EnvironmentPage page = answer.isAccepted() ? answer.read(EnvironmentPage.class) : null;
            if (page == null) {
                return unlisted(answer, "the environments of project " + rest.projectKey);
            }
            rest.seen += page.items.size();
            if (isLast(page.items.size(), rest.seen, page.totalCount)) {
                rests.remove();
            }
            last = answer.outcome();
            return page.withId(id)
                    .map(match -> found(new EnvironmentKeys(rest.projectKey, match.key)))
                    .orElse(null);
        }

        private Lookup unlisted(RestAnswer answer, String what) {
            return failed(
                    answer.isAccepted() ? Finding.UNKNOWN : Finding.of(answer.outcome()),
                    answer.outcome()
                            .as(
                                    answer.isAccepted()
                                            ? Disposition.HELD
                                            : answer.outcome().disposition())
                            .because(what + " could not be listed at " + api.url()
                                    + " to find the environment whose client-side ID is " + id
                                    + ". If the access token may not list them, give projectKey and environmentKey"));
        }
    }

    private static Lookup found(EnvironmentKeys keys) {
        return new Lookup(keys, null, Finding.RIGHT);
    }

    /** No answer to a question about an environment makes a member the one to blame. */
    private static Lookup failed(Finding finding, ApiOutcome outcome) {
        boolean refused =
                switch (outcome.disposition()) {
                    case REFUSED, TOO_LARGE, ACCEPTED, AUDIENCE_HELD -> true;
                    case THROTTLED, TRANSIENT, UNAUTHORIZED, HELD, BROKEN -> false;
                };
        return new Lookup(null, refused ? outcome.as(Disposition.HELD) : outcome, finding);
    }
}
