package io.github.camelaudience.launchdarkly.sources.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Files in Camel's own split; what stands for the endpoint says what becomes of a message. */
final class SplitRoute implements AutoCloseable {

    final AtomicLong clock = new AtomicLong();
    final Backfill backfill = new Backfill(clock::get);
    final DefaultCamelContext context = new DefaultCamelContext();
    final List<String> taken = new ArrayList<>();
    final List<LogEvent> log = new CopyOnWriteArrayList<>();
    Predicate<String> rejects = text -> false;
    Predicate<String> skips = text -> false;

    private final Path work;
    private final AbstractAppender appender = new AbstractAppender("kept", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            log.add(event.toImmutable());
        }
    };

    private SplitRoute(Path work) {
        this.work = work;
    }

    static SplitRoute start(Path work) throws Exception {
        SplitRoute route = new SplitRoute(work);
        route.appender.start();
        ((Logger) LogManager.getLogger(Backfill.class)).addAppender(route.appender);
        route.backfill.setWorkFolder(work.toString());
        route.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:file")
                        .streamCache("false")
                        .split(route.backfill)
                        .streaming()
                        .stopOnException()
                        .process(route::endpoint)
                        .bean(route.backfill, "accepted");
            }
        });
        route.context.start();
        return route;
    }

    private void endpoint(Exchange exchange) {
        List<SyncReport.Item> items = new ArrayList<>();
        for (Object document : exchange.getMessage().getBody(List.class)) {
            String text = new String((byte[]) document, StandardCharsets.UTF_8);
            String path = "$[" + items.size() + "]";
            if (rejects.test(text)) {
                items.add(new SyncReport.Item(
                        path + ".properties.k",
                        SyncReport.Result.REJECTED,
                        "MEMBERSHIP_UNDETERMINED",
                        "is other text"));
            } else if (skips.test(text)) {
                items.add(new SyncReport.Item(path, SyncReport.Result.SKIPPED, "NO_CONTEXT_KEY", null));
            } else {
                items.add(new SyncReport.Item(path, SyncReport.Result.ACCEPTED, null, null));
                taken.add(text);
            }
        }
        exchange.setProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, new SyncReport(items, 1, null, List.of()));
    }

    /** Columns {@code id} and {@code flag}; all rows are of one audience. */
    SplitRoute withCsv() {
        CsvColumns csv = backfill.getCsv();
        csv.setUserIdColumn("id");
        csv.setMembershipColumn("flag");
        csv.setAudienceId("a");
        csv.setAudienceKey("k");
        return this;
    }

    void send(Path file) {
        context.createProducerTemplate().sendBody("direct:file", file.toFile());
    }

    void send(Path file, String charset) {
        context.createProducerTemplate().send("direct:file", exchange -> {
            exchange.setProperty(Exchange.CHARSET_NAME, charset);
            exchange.getMessage().setBody(file.toFile());
        });
    }

    boolean isDue(Path file) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, file.getFileName().toString());
        exchange.getMessage().setHeader(Exchange.FILE_LENGTH, file.toFile().length());
        exchange.getMessage()
                .setHeader(Exchange.FILE_LAST_MODIFIED, file.toFile().lastModified());
        return backfill.isDue(exchange);
    }

    List<String> lines(Level level) {
        return log.stream()
                .filter(event -> event.getLevel() == level)
                .map(event -> event.getMessage().getFormattedMessage())
                .toList();
    }

    /** The user of each message that was taken. */
    List<String> users() throws IOException {
        List<String> users = new ArrayList<>();
        for (String text : taken) {
            users.add(new ObjectMapper().readTree(text).get("userId").textValue());
        }
        return users;
    }

    List<JsonNode> rejected(String name) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(rejectedFile(name))) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }

    Path rejectedFile(String name) {
        return work.resolve("rejected").resolve(name + ".rejected");
    }

    Map<String, Object> reasonsByLine(String name) throws IOException {
        Map<String, Object> reasons = new TreeMap<>();
        rejected(name)
                .forEach(row ->
                        reasons.put(row.get("line").asText(), row.get("reason").textValue()));
        return reasons;
    }

    @Override
    public void close() {
        ((Logger) LogManager.getLogger(Backfill.class)).removeAppender(appender);
        context.stop();
    }
}
