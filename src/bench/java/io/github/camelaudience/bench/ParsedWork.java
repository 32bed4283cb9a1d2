package io.github.camelaudience.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Jackson that goes over every token and does nothing with it: what no route in Java that uses it can be below. */
final class ParsedWork implements Contender {

    /** One pass would be a tenth of what the others do in a round, and short for any clock. */
    static final int PASSES = 2;

    private final JsonFactory jackson = new JsonFactory();

    @Override
    public String name() {
        return "Jackson, parse only";
    }

    @Override
    public Cost run(Load load) throws Exception {
        return Cost.of(PASSES * load.messages(), () -> {
            for (int pass = 0; pass < PASSES; pass++) {
                for (byte[] body : load.bodies()) {
                    parse(body);
                }
            }
        });
    }

    private void parse(byte[] body) throws IOException {
        try (JsonParser parser = jackson.createParser(body)) {
            while (parser.nextToken() != null) {
                // only parsing
            }
        }
    }

    @Override
    public Digest result(Load load) {
        return load.membership();
    }
}
