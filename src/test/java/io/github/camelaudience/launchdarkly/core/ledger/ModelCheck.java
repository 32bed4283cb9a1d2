package io.github.camelaudience.launchdarkly.core.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Looks for a history after which LaunchDarkly has another value than the newest message says: through all of them, or at random. */
final class ModelCheck {

    private static final double[] SPEEDS = {1, 1, 0.2, 0.03};
    private static final int LONGEST = 2_000;
    private static final int FAULT_PERCENT = 20;

    /** What a check found. */
    record Finding(long places, long ends, long wrong, long unfinished, long wentBack, List<String> example) {

        boolean isRight() {
            return ends > 0 && wrong == 0 && unfinished == 0;
        }

        @Override
        public String toString() {
            return String.format(
                    "%,d places, %,d ends, %d wrong, %d unfinished, %d went back for a while%s",
                    places, ends, wrong, unfinished, wentBack, example.isEmpty() ? "" : "; for example " + example);
        }
    }

    private ModelCheck() {}

    /** Is a history: what came before, and what came last. */
    private record Path(Path before, ModelWorld.Event last) {

        List<ModelWorld.Event> events() {
            LinkedList<ModelWorld.Event> events = new LinkedList<>();
            for (Path path = this; path.last != null; path = path.before) {
                events.addFirst(path.last);
            }
            return events;
        }
    }

    /** Is what is kept of a place that was seen. */
    private record Place(long one, long other) {

        static Place of(String text) {
            long one = 0x9E3779B97F4A7C15L;
            long other = 0xC2B2AE3D27D4EB4FL;
            for (int i = 0; i < text.length(); i++) {
                one = (one ^ text.charAt(i)) * 0xff51afd7ed558ccdL;
                one ^= one >>> 32;
                other = (other + text.charAt(i)) * 0xc4ceb9fe1a85ec53L;
                other ^= other >>> 29;
            }
            return new Place(one, other);
        }
    }

    /**
     * Goes through every history.
     *
     * @param mostPlaces gives up, without an end, when it has seen so many places
     */
    static Finding everything(ModelWorld.Ledgers ledgers, int processes, int messages, int faults, long mostPlaces) {
        long places = 0;
        long ends = 0;
        long wrong = 0;
        long unfinished = 0;
        List<String> example = List.of();
        // the last message says false: the other half is the same with the values changed
        for (int bits = 0; bits < 1 << messages - 1; bits++) {
            boolean[] values = new boolean[messages];
            for (int i = 0; i < messages - 1; i++) {
                values[i] = (bits >> i & 1) == 1;
            }
            Set<Place> seen = new HashSet<>();
            Deque<Path> open = new ArrayDeque<>();
            open.push(new Path(null, null));
            while (!open.isEmpty()) {
                Path path = open.pop();
                ModelWorld world = new ModelWorld(ledgers, processes, values, faults, false);
                path.events().forEach(world::step);
                // goes on with the first of what may happen, and leaves the others for later
                while (seen.add(Place.of(world.place()))) {
                    places++;
                    List<ModelWorld.Event> events = world.events();
                    if (events.stream().allMatch(ModelWorld.Event::isFault)) {
                        ends++;
                        if (world.isUnfinished()) {
                            unfinished++;
                        } else if (world.isWrong()) {
                            wrong++;
                            example = example.isEmpty() ? inWords(path.events()) : example;
                        }
                    }
                    if (places > mostPlaces) {
                        return new Finding(places, 0, wrong, unfinished, 0, example);
                    }
                    if (events.isEmpty()) {
                        break;
                    }
                    for (int i = events.size() - 1; i > 0; i--) {
                        open.push(new Path(path, events.get(i)));
                    }
                    path = new Path(path, events.get(0));
                    world.step(events.get(0));
                }
            }
        }
        return new Finding(places, ends, wrong, unfinished, 0, example);
    }

    private static List<String> inWords(List<ModelWorld.Event> path) {
        return path.stream().map(event -> event.kind() + " " + event.which()).toList();
    }

    /** Goes through histories at random. Each process, LaunchDarkly and the clock have a speed of their own in each. */
    static Finding random(ModelWorld.Ledgers ledgers, long histories, long seed, int mostFaults, boolean late) {
        SplittableRandom random = new SplittableRandom(seed);
        long places = 0;
        long wrong = 0;
        long unfinished = 0;
        long wentBack = 0;
        List<String> example = List.of();
        for (long h = 0; h < histories; h++) {
            int processes = 2 + random.nextInt(2);
            boolean[] values = new boolean[2 + random.nextInt(4)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextBoolean();
            }
            values[values.length - 2] = !values[values.length - 1];
            ModelWorld world = new ModelWorld(ledgers, processes, values, random.nextInt(mostFaults + 1), late);
            double[] speeds = random.ints(processes + 3, 0, SPEEDS.length)
                    .mapToDouble(i -> SPEEDS[i])
                    .toArray();
            List<ModelWorld.Event> path = new ArrayList<>();
            List<ModelWorld.Event> events = world.events();
            while (path.size() < LONGEST && !events.stream().allMatch(ModelWorld.Event::isFault)) {
                ModelWorld.Event event = pick(events, processes, values.length, speeds, random);
                path.add(event);
                world.step(event);
                events = world.events();
            }
            places += path.size();
            wentBack += world.wentBack() ? 1 : 0;
            if (path.size() == LONGEST || world.isUnfinished()) {
                unfinished++;
            } else if (world.isWrong()) {
                wrong++;
                example = example.isEmpty() || path.size() < example.size() ? inWords(path) : example;
            }
        }
        return new Finding(places, histories, wrong, unfinished, wentBack, example);
    }

    private static ModelWorld.Event pick(
            List<ModelWorld.Event> events, int processes, int messages, double[] speeds, SplittableRandom random) {
        List<ModelWorld.Event> faults =
                events.stream().filter(ModelWorld.Event::isFault).toList();
        if (!faults.isEmpty() && random.nextInt(100) < FAULT_PERCENT) {
            return faults.get(random.nextInt(faults.size()));
        }
        List<ModelWorld.Event> usual =
                events.stream().filter(event -> !event.isFault()).toList();
        double[] weights = usual.stream()
                .mapToDouble(event -> speeds[
                        switch (event.kind()) {
                            case TAKE -> event.which() / messages;
                            case APPLY -> processes;
                            case VANISH -> processes + 1;
                            case LOOK, CLAIMS_EXPIRE, FLIGHTS_ARE_DUE -> processes + 2;
                            default -> event.which();
                        }])
                .toArray();
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = random.nextDouble() * sum;
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left <= 0) {
                return usual.get(i);
            }
        }
        return usual.get(usual.size() - 1);
    }
}
