package io.github.camelaudience.standin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Puts answers on the wire, byte for byte, and spoils them where the fault says so. Event loop only. */
final class AnswerWriter {

    private final Records records;
    private final LongSupplier clockMillis;
    private final Duration latency;

    AnswerWriter(Records records, LongSupplier clockMillis, Duration latency) {
        this.records = records;
        this.clockMillis = clockMillis;
        this.latency = latency;
    }

    void write(Channel channel, Exchange exchange, Answer answer) {
        Duration delay = exchange.fault instanceof Fault.Delay late ? latency.plus(late.duration()) : latency;
        if (delay.isZero()) {
            writeNow(channel, exchange, answer);
        } else {
            channel.eventLoop()
                    .schedule(() -> writeNow(channel, exchange, answer), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void writeNow(Channel channel, Exchange exchange, Answer answer) {
        Fault fault = exchange.fault;
        if (exchange.endNanos != 0 || fault instanceof Fault.Stall) {
            return;
        }
        if (fault instanceof Fault.Close) {
            records.answered(exchange);
            channel.close();
        } else if (fault instanceof Fault.Reset reset) {
            reset(channel, exchange, reset.moment() == Fault.Moment.DURING_ANSWER ? cut(answer, exchange) : null);
        } else if (fault instanceof Fault.Truncated) {
            records.answered(exchange);
            channel.writeAndFlush(cut(answer, exchange)).addListener(ChannelFutureListener.CLOSE);
        } else if (fault instanceof Fault.StalledBody) {
            channel.writeAndFlush(cut(answer, exchange));
        } else if (fault instanceof Fault.SlowDrip drip) {
            drip(channel, exchange, Unpooled.wrappedBuffer(encode(answer, exchange.head)), drip.perByte());
        } else {
            records.answered(exchange);
            finish(channel, exchange, Unpooled.wrappedBuffer(encode(answer, exchange.head)));
        }
    }

    void writeControl(Channel channel, RequestHead head, Answer answer) {
        ChannelFutureListener after =
                head.keepAlive() ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE;
        channel.writeAndFlush(Unpooled.wrappedBuffer(encode(answer, head))).addListener(after);
    }

    /** Resets the connection, after sending some bytes if there are any. */
    void reset(Channel channel, Exchange exchange, ByteBuf first) {
        records.answered(exchange);
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        if (first == null) {
            channel.close();
        } else {
            channel.writeAndFlush(first).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void drip(Channel channel, Exchange exchange, ByteBuf rest, Duration pause) {
        if (exchange.endNanos != 0) {
            rest.release();
        } else if (rest.readableBytes() == 1) {
            records.answered(exchange);
            finish(channel, exchange, rest);
        } else {
            channel.writeAndFlush(rest.readRetainedSlice(1));
            channel.eventLoop()
                    .schedule(() -> drip(channel, exchange, rest, pause), pause.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static void finish(Channel channel, Exchange exchange, ByteBuf bytes) {
        ChannelFutureListener after =
                exchange.head.keepAlive() ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE;
        channel.writeAndFlush(bytes).addListener(after);
    }

    /** The head and half of the body. */
    private ByteBuf cut(Answer answer, Exchange exchange) {
        Answer whole = answer.withSomeBody();
        byte[] bytes = encode(whole, exchange.head);
        return Unpooled.wrappedBuffer(Arrays.copyOf(bytes, bytes.length - whole.body().length / 2));
    }

    private byte[] encode(Answer answer, RequestHead head) {
        boolean bodiless = answer.status() == 204 || answer.status() == 304;
        StringBuilder text = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(answer.status()))
                .append("\r\nDate: ")
                .append(HttpDate.format(clockMillis.getAsLong()))
                .append("\r\n");
        answer.headers()
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append("\r\n"));
        if (!bodiless) {
            text.append("Content-Length: ").append(answer.body().length).append("\r\n");
        }
        text.append(head.keepAlive() ? "\r\n" : "Connection: close\r\n\r\n");
        byte[] start = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (bodiless || head.method().equals("HEAD")) {
            return start;
        }
        byte[] all = Arrays.copyOf(start, start.length + answer.body().length);
        System.arraycopy(answer.body(), 0, all, start.length, answer.body().length);
        return all;
    }
}
