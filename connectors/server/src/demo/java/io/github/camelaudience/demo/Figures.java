package io.github.camelaudience.demo;

import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Item;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What went in and what became of it.
 *
 * @param file    of the file
 * @param posts   of each POST, in the order they were sent
 * @param answers the status of each POST
 * @param turned  for whom a POST turned the flag, in the order it was seen
 */
record Figures(Outcome file, List<Outcome> posts, List<Integer> answers, List<Turned> turned) {

    /** A person, what the flag is now, and how many milliseconds after the POST was sent the SDK said so. */
    record Turned(String person, boolean on, double millis) {}

    /** A broken message. */
    record Broken(String source, RejectedMessage message) {}

    int fileMessages() {
        return file.report().items().size();
    }

    int postedMessages() {
        return posts.stream().mapToInt(post -> post.report().items().size()).sum();
    }

    int count(Result result) {
        return (int) items().filter(item -> item.result() == result).count();
    }

    /** How many messages ended so, by reason. */
    Map<String, Long> reasons(Result result) {
        return items().filter(item -> item.result() == result)
                .collect(Collectors.groupingBy(Item::reason, TreeMap::new, Collectors.counting()));
    }

    /** How many POSTs were answered so, by status. */
    Map<Integer, Long> answersByStatus() {
        return answers.stream().collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.counting()));
    }

    int requests() {
        return all().mapToInt(outcome -> outcome.report().requests()).sum();
    }

    List<Broken> broken() {
        List<Broken> broken = new ArrayList<>();
        file.rejected().forEach(message -> broken.add(new Broken(Feed.FILE, message)));
        for (int i = 0; i < posts.size(); i++) {
            String source = "POST " + (i + 1) + " of " + posts.size();
            posts.get(i).rejected().forEach(message -> broken.add(new Broken(source, message)));
        }
        return broken;
    }

    private Stream<Outcome> all() {
        return Stream.concat(Stream.of(file), posts.stream());
    }

    private Stream<Item> items() {
        return all().flatMap(outcome -> outcome.report().items().stream());
    }
}
