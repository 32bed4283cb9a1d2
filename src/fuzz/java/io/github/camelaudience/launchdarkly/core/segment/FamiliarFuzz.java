package io.github.camelaudience.launchdarkly.core.segment;

/** Any bytes, under two limits: the usual reading and the careful one say the same of them. */
public final class FamiliarFuzz {

    private static final TwoReadings SMALL = new TwoReadings(new ReadLimits(6, 200, 100_000, 20));
    private static final TwoReadings USUAL = new TwoReadings(ReadLimits.DEFAULT);

    private FamiliarFuzz() {}

    public static void fuzzerTestOneInput(byte[] json) {
        check(USUAL.difference(json));
        check(SMALL.difference(json));
    }

    private static void check(String difference) {
        if (difference != null) {
            throw new IllegalStateException(difference);
        }
    }
}
