package io.github.camelaudience.launchdarkly.sources.http;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps rejected messages, each in a file of its own as it arrived, so that it can be sent again when its cause is mended. The
 * file {@code <folder>.jsonl} beside the folder has a line for each: the name of its file, reason, path, what was expected, and when.
 *
 * <p>Stands where exceptions are handled, before {@link HttpAnswer}, or takes what a {@code rejectedUri} sends.
 */
public final class RejectedFolder implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(RejectedFolder.class);

    private final RefusalLog full = new RefusalLog(() -> System.nanoTime() / 1_000_000, LOG::warn);
    private Path folder;
    private int maxMessages = 10_000;

    /** Sets where; blank, the default, keeps nothing. */
    public void setFolder(String folder) {
        this.folder = folder.isBlank() ? null : Path.of(folder.strip()).toAbsolutePath();
    }

    /** Sets how many messages the folder may hold, 10,000 by default: strangers must not fill the disk. */
    public void setMaxMessages(int maxMessages) {
        this.maxMessages = maxMessages;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String reason = exchange.getMessage().getHeader(LaunchDarklyAudienceConstants.REJECT_REASON, String.class);
        if (reason != null) {
            keepOne(exchange, reason);
        } else if (folder != null) {
            keepAll(exchange);
        }
    }

    /** From a {@code rejectedUri}: what cannot be kept fails. */
    private void keepOne(Exchange exchange, String reason) throws IOException {
        if (folder == null) {
            throw new IOException("there is no folder for rejected messages");
        }
        if (room() <= 0) {
            throw new IOException(folder + " is full: it has " + maxMessages + " messages");
        }
        String path = exchange.getMessage().getHeader(LaunchDarklyAudienceConstants.REJECT_PATH, String.class);
        byte[] message = exchange.getMessage().getBody(byte[].class);
        keep(reason + "-" + exchange.getExchangeId(), message, reason, path, "");
    }

    /** Where an exception is handled: what cannot be kept makes another one of it, so that it is sent again. */
    private void keepAll(Exchange exchange) {
        List<RejectedMessage> rejected = rejected(exchange);
        if (rejected.isEmpty()) {
            return;
        }
        try {
            int number = 0;
            long room = room();
            for (RejectedMessage each : rejected) {
                if (room-- <= 0) {
                    full.refused(
                            "its rejected messages are kept nowhere but in the answer, because " + folder + " is full");
                    return;
                }
                String name =
                        each.reason() + "-" + exchange.getExchangeId() + (rejected.size() == 1 ? "" : "-" + number++);
                keep(name, each.rawJson(), each.reason().name(), each.path(), each.summary());
            }
        } catch (IOException e) {
            exchange.setProperty(
                    Exchange.EXCEPTION_CAUGHT, new IOException("cannot keep rejected messages in " + folder, e));
        }
    }

    private static List<RejectedMessage> rejected(Exchange exchange) {
        Throwable cause = exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        RejectedMessagesException exception =
                cause == null ? null : ObjectHelper.getException(RejectedMessagesException.class, cause);
        if (exception == null) {
            return List.of();
        }
        return exception.getRejected().stream()
                .filter(each -> each.reason() != RejectReason.UNAUTHENTICATED && each.rawJson().length > 0)
                .toList();
    }

    /** How many messages may still be kept. */
    private long room() throws IOException {
        if (!Files.isDirectory(folder)) {
            return maxMessages;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return maxMessages - files.limit(maxMessages).count();
        }
    }

    private void keep(String name, byte[] message, String reason, String path, String detail) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name + ".json");
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("file", file.getFileName().toString());
        line.put("reason", reason);
        line.put("path", path);
        line.put("detail", detail);
        line.put("time", Instant.now().toString());
        Path unfinished = Files.write(folder.resolveSibling(name + ".tmp"), message);
        append(line);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private synchronized void append(Map<String, Object> line) throws IOException {
        byte[] json = JsonText.bytes(line);
        byte[] withBreak = Arrays.copyOf(json, json.length + 1);
        withBreak[json.length] = '\n';
        Files.write(
                folder.resolveSibling(folder.getFileName() + ".jsonl"),
                withBreak,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
