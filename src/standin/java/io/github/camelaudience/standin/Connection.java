package io.github.camelaudience.standin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One client connection: puts requests together and sees to it that none is forgotten when the client leaves. */
final class Connection extends SimpleChannelInboundHandler<HttpObject> {

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Reception reception;
    private final Records records;
    private final AnswerWriter writer;
    private final Control control;
    private final List<HandledRequest> exchanges = new ArrayList<>(1);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Wire wire;
    private RequestHead head;
    private HandledRequest reading;
    private boolean ignoring;

    Connection(Reception reception, Records records, AnswerWriter writer, Control control) {
        this.reception = reception;
        this.records = records;
        this.writer = writer;
        this.control = control;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        wire = new Wire(ctx.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) throws IOException {
        if (ignoring) {
            return;
        }
        if (part.decoderResult().isFailure()) {
            refuse(Answer.json(400, "{\"code\":\"invalid_request\",\"message\":\"not an HTTP request\"}"));
            return;
        }
        if (part instanceof HttpRequest request) {
            begin(request);
        }
        if (part instanceof HttpContent content && !ignoring) {
            content.content().readBytes(body, content.content().readableBytes());
            if (body.size() > Limits.HARD_MAX_BYTES) {
                refuse(Answer.json(413, "{\"code\":\"invalid_request\",\"message\":\"the body is too large\"}"));
            } else if (part instanceof LastHttpContent) {
                complete();
            }
        }
    }

    private void begin(HttpRequest request) {
        head = head(request);
        body.reset();
        Route route = Route.of(head.verb(), head.path());
        if (route == Route.CONTROL || route == Route.SDK) {
            reading = null;
        } else {
            exchanges.removeIf(exchange -> exchange.endNanos != 0);
            reading = reception.begin(route, head, System.nanoTime());
            if (reading.decision.fault() instanceof Fault.Reset reset
                    && reset.moment() == Fault.Moment.BEFORE_READING) {
                ignoring = true;
                reception.refuseUnread(reading);
                writer.reset(wire, reading);
                return;
            }
        }
        if (HttpUtil.is100ContinueExpected(request)) {
            wire.send(CONTINUE);
        }
    }

    private void complete() {
        byte[] bytes = body.toByteArray();
        if (reading == null) {
            control.serve(wire, head, bytes, writer);
        } else {
            exchanges.add(reading);
            writer.write(wire, reading, reception.handle(reading, bytes));
        }
    }

    private void refuse(Answer answer) {
        ignoring = true;
        writer.writeControl(wire, new RequestHead("", "", "", Map.of(), false), answer);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        for (HandledRequest exchange : exchanges) {
            if (exchange.endNanos == 0) {
                records.abandoned(exchange);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        wire.close();
    }

    private static RequestHead head(HttpRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (one, two) -> one + ", " + two));
        String uri = request.uri();
        int mark = uri.indexOf('?');
        return new RequestHead(
                request.method().name(),
                mark < 0 ? uri : uri.substring(0, mark),
                mark < 0 ? "" : uri.substring(mark + 1),
                Map.copyOf(headers),
                HttpUtil.isKeepAlive(request));
    }
}
