package io.github.camelaudience.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * A run of any length: {@code mvn -q -f connectors verify -Pkill -pl ..,routes -Dkill.events=200000 -Dkill.kills=20 -Dkill.seed=7}. Its last line tells
 * what came of it.
 */
class Kill {

    @Test
    void nothingIsLostOrWrong() throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target/kill")), "run");
        KillPlan plan = KillPlan.fromProperties();
        try (Broker broker = Broker.start(folder.resolve("broker"))) {
            KillResult result = new KillRun(plan, broker.bootstrap(), folder).run();
            System.out.println(result);
            assertThat(result.isRight())
                    .as(result + " lag=" + result.lag() + ", logs in " + folder.toAbsolutePath())
                    .isTrue();
        }
    }
}
