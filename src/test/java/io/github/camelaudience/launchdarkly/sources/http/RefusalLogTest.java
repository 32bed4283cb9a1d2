package io.github.camelaudience.launchdarkly.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalLogTest {

    private final AtomicLong now = new AtomicLong(-17);
    private final List<String> lines = new ArrayList<>();
    private final RefusalLog log = new RefusalLog(now::get, lines::add);

    @Test
    void saysEachReasonOncePerMinute() {
        for (int i = 0; i < 60_000; i++) {
            log.refused("one");
            now.incrementAndGet();
        }
        log.refused("other");
        assertThat(lines).containsExactly("Refused a request: one", "Refused a request: other");
        log.refused("one");
        now.addAndGet(60_000);
        log.refused("one");
        log.refused("other");
        assertThat(lines.subList(2, lines.size()))
                .containsExactly(
                        "Refused a request: one (and 59999 more since the last line)",
                        "Refused a request: one",
                        "Refused a request: other");
    }
}
