package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import io.github.camelaudience.launchdarkly.core.sync.Origins;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult;
import io.github.camelaudience.launchdarkly.core.sync.SyncSession;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Makes a session of an exchange: each part of its body comes from the Camel message that it stands in. */
public final class ExchangeSync implements BodyReader.Parts, Origins<Message> {

    private final Exchange exchange;
    private final SyncEngine engine;
    private final RouteOverrides overrides;
    private final boolean forgetOnFailure;
    private final MessagePlace place;
    private final SyncSession<Message> session;
    /** The last message that was asked about, and what the route decides for it. */
    private Message decided;

    private MessageOverrides decision;

    /**
     * Opens the session of an exchange.
     *
     * @throws IllegalArgumentException when a header of the exchange is wrong; then nothing is open
     */
    public ExchangeSync(Exchange exchange, SyncEngine engine, RouteOverrides overrides) {
        this.exchange = exchange;
        this.engine = engine;
        this.overrides = overrides;
        this.forgetOnFailure = ForgetOnFailure.isAskedFor(exchange.getMessage());
        this.place = new MessagePlace(exchange);
        this.session = engine.open(this);
    }

    /**
     * Reads the body and gives the exchange its result. Never throws.
     *
     * @param later called after that, if it is not done when this returns
     * @return whether it is done
     */
    public boolean run(BodyReader reader, ResultWriter writer, Runnable later) {
        Consumer<SyncResult<Message>> finish = result -> finish(writer, result);
        Optional<SyncResult<Message>> atOnce = read(reader, finish.andThen(result -> later.run()));
        atOnce.ifPresent(finish);
        return atOnce.isPresent();
    }

    /** Somebody waits for the exchange, whatever happens here. */
    private void finish(ResultWriter writer, SyncResult<Message> result) {
        try {
            if (forgetOnFailure) {
                exchange.getExchangeExtension().addOnCompletion(new ForgetOnFailure(engine, result.accepted()));
            }
            writer.write(exchange, result);
        } catch (Throwable e) {
            exchange.setException(e);
        }
    }

    /**
     * Reads the body, and ends the session. Never throws: whatever was read before is under way, and the exchange waits for it.
     *
     * @param whenSettled takes the result later, if it is not returned
     */
    public Optional<SyncResult<Message>> read(BodyReader reader, Consumer<SyncResult<Message>> whenSettled) {
        try {
            reader.read(exchange.getMessage(), this);
        } catch (Throwable e) {
            session.broken(e);
        }
        return session.end(whenSettled);
    }

    @Override
    public void document(byte[] json, String container, int index, Message source) {
        ItemExceptions.clear(exchange, source);
        session.read(json, container, index, source);
    }

    @Override
    public void message(AudienceMessage message, Message source) {
        ItemExceptions.clear(exchange, source);
        session.message(message, source);
    }

    @Override
    public void unreadable(UnreadableMessage message, Message source) {
        ItemExceptions.clear(exchange, source);
        session.unreadable(message, source);
    }

    @Override
    public void unread(String path, Exception cause, Message source) {
        ItemExceptions.clear(exchange, source);
        session.unread(path, cause, source);
    }

    @Override
    public MessageOverrides overrides(Message source) {
        if (decided != source) {
            decision = overrides.of(source, exchange);
            decided = source;
        }
        return decision;
    }

    @Override
    public String place(Message source) {
        return place.of(source);
    }

    @Override
    public long lineOf(Message source, int index) {
        return place.lineOf(index);
    }

    @Override
    public boolean isFile(Message source) {
        return FileSource.isDocument(source);
    }
}
