package io.github.camelaudience.launchdarkly.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedFolderTest {

    @TempDir
    Path work;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RejectedFolder folder = new RejectedFolder();

    @AfterEach
    void stop() {
        context.stop();
    }

    private Exchange keep(int messages) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        List<RejectedMessage> rejected = IntStream.range(0, messages)
                .mapToObj(i -> new RejectedMessage(
                        RejectReason.NOT_AN_OBJECT,
                        "$[" + i + "]",
                        "a detail of u1",
                        "a summary",
                        String.valueOf(i).getBytes(StandardCharsets.UTF_8)))
                .toList();
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new RejectedMessagesException(rejected, exchange));
        folder.process(exchange);
        return exchange;
    }

    private long kept() throws IOException {
        try (Stream<Path> files = Files.list(work.resolve("rejected"))) {
            return files.count();
        }
    }

    @Test
    void theListHasWhatIsFitForALog() throws Exception {
        folder.setFolder(work.resolve("rejected").toString());
        keep(1);
        assertThat(Files.readString(work.resolve("rejected.jsonl")))
                .contains("\"reason\":\"NOT_AN_OBJECT\",\"path\":\"$[0]\",\"detail\":\"a summary\"")
                .doesNotContain("u1")
                .endsWith("}\n");
    }

    @Test
    void theFolderHasAnEnd() throws Exception {
        folder.setFolder(work.resolve("rejected").toString());
        folder.setMaxMessages(10);
        for (int i = 0; i < 4; i++) {
            assertThat(keep(3).getProperty(Exchange.EXCEPTION_CAUGHT)).isInstanceOf(RejectedMessagesException.class);
        }
        assertThat(kept()).isEqualTo(10);
        try (Stream<Path> files = Files.list(work.resolve("rejected"))) {
            Files.delete(files.findFirst().orElseThrow());
        }
        keep(1);
        assertThat(kept()).isEqualTo(10);
    }

    @Test
    void blankKeepsNothing() throws Exception {
        folder.setFolder(" ");
        keep(3);
        assertThat(work).isEmptyDirectory();
    }
}
