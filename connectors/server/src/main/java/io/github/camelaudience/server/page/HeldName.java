package io.github.camelaudience.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Says which audiences the name of a held one can mean. It is the id; where routes name several environments, figures put the
 * environment and a slash before it. An id may have slashes of its own, so what stands before the first is an environment only if it
 * is known as one.
 *
 * @param shown        the name as figures tell it
 * @param environments the environments that are known, of which any may have the audience
 */
record HeldName(String shown, Set<String> environments) {

    /** An audience in an environment. */
    record Place(String environment, String audienceId) {}

    /** Gives the ids that it can mean, the likeliest first. */
    List<String> ids() {
        int slash = slash();
        return slash < 0 ? List.of(shown) : List.of(shown, shown.substring(slash + 1));
    }

    /** Gives where it can be held. */
    List<Place> places() {
        List<Place> places = new ArrayList<>();
        environments.forEach(environment -> places.add(new Place(environment, shown)));
        int slash = slash();
        if (slash >= 0) {
            places.add(new Place(shown.substring(0, slash), shown.substring(slash + 1)));
        }
        return places;
    }

    private int slash() {
        int slash = shown.indexOf('/');
        return slash > 0 && environments.contains(shown.substring(0, slash)) ? slash : -1;
    }
}
