package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.kill.KillPlan;
import io.github.camelaudience.kill.KillResult;
import io.github.camelaudience.kill.KillRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The short form of {@code mvn -q verify -Pkill} in the repository's root. */
class KafkaKillTest {

    @Test
    void nothingIsLostOrWrongWhenMembersAreKilled() throws Exception {
        KillPlan plan = KillPlan.of(5_000, 2, ThreadLocalRandom.current().nextLong(1_000_000));
        KillResult result =
                new KillRun(plan, KafkaFixture.bootstrap(), Files.createTempDirectory(Path.of("target"), "kill")).run();
        System.out.println(result);
        assertThat(result.isRight()).as(result + " lag=" + result.lag()).isTrue();
    }
}
