package io.github.camelaudience.launchdarkly;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What is logged while this is open, under one name and its children. */
public final class CapturedLog extends AbstractAppender implements AutoCloseable {

    private final String name;
    private final Level before;
    private final List<LogEvent> events = new CopyOnWriteArrayList<>();

    private CapturedLog(String name, Level level) {
        super("captured", null, null, true, Property.EMPTY_ARRAY);
        this.name = name;
        this.before = LogManager.getLogger(name).getLevel();
        start();
        Configurator.setLevel(name, level);
        context().getConfiguration().getLoggerConfig(name).addAppender(this, level, null);
        context().updateLoggers();
    }

    private static LoggerContext context() {
        return (LoggerContext) LogManager.getContext(false);
    }

    /** Captures a logger and its children; the root logger by an empty name. */
    static CapturedLog of(String name, Level level) {
        return new CapturedLog(name, level);
    }

    public static CapturedLog ofComponent(Level level) {
        return of(LaunchDarklyAudienceEndpoint.class.getPackageName(), level);
    }

    @Override
    public void append(LogEvent event) {
        events.add(event.toImmutable());
    }

    public List<String> lines(Level level) {
        return events.stream()
                .filter(event -> event.getLevel() == level)
                .map(event -> event.getMessage().getFormattedMessage())
                .toList();
    }

    public List<String> lines() {
        return events.stream()
                .map(event -> event.getLoggerName() + " " + event.getMessage().getFormattedMessage()
                        + (event.getThrown() == null ? "" : " " + event.getThrown()))
                .toList();
    }

    @Override
    public void close() {
        context().getConfiguration().getLoggerConfig(name).removeAppender(getName());
        if (name.isEmpty()) {
            Configurator.setLevel(name, before);
        } else {
            // A level of its own would stay in the way of whoever captures a parent.
            context().getConfiguration().removeLogger(name);
            context().updateLoggers();
        }
        stop();
    }
}
