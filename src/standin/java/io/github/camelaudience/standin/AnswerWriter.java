package io.github.camelaudience.standin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
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

    void write(Wire wire, HandledRequest exchange, Answer answer) {
        Duration delay = exchange.fault instanceof Fault.Delay late ? latency.plus(late.duration()) : latency;
        if (delay.isZero()) {
            writeNow(wire, exchange, answer);
        } else {
            wire.later(() -> writeNow(wire, exchange, answer), delay);
        }
    }

    private void writeNow(Wire wire, HandledRequest exchange, Answer answer) {
        Fault fault = exchange.fault;
        if (exchange.endNanos != 0 || fault instanceof Fault.Stall) {
            return;
        }
        if (fault instanceof Fault.StalledBody) {
            wire.send(cut(answer, exchange));
        } else if (fault instanceof Fault.SlowDrip drip) {
            drip(wire, exchange, Unpooled.wrappedBuffer(encode(answer, exchange.head)), drip.perByte());
        } else {
            records.answered(exchange);
            last(wire, exchange, answer);
        }
    }

    private void last(Wire wire, HandledRequest exchange, Answer answer) {
        Fault fault = exchange.fault;
        if (fault instanceof Fault.Close) {
            wire.close();
        } else if (fault instanceof Fault.Reset reset && reset.moment() == Fault.Moment.DURING_ANSWER) {
            wire.sendAndReset(cut(answer, exchange));
        } else if (fault instanceof Fault.Reset) {
            wire.reset();
        } else if (fault instanceof Fault.Truncated) {
            wire.sendAndClose(cut(answer, exchange));
        } else {
            finish(wire, exchange.head, Unpooled.wrappedBuffer(encode(answer, exchange.head)));
        }
    }

    void writeControl(Wire wire, RequestHead head, Answer answer) {
        finish(wire, head, Unpooled.wrappedBuffer(encode(answer, head)));
    }

    /** The connection is to be reset with nothing sent. */
    void reset(Wire wire, HandledRequest exchange) {
        records.answered(exchange);
        wire.reset();
    }

    private void drip(Wire wire, HandledRequest exchange, ByteBuf rest, Duration pause) {
        if (exchange.endNanos != 0) {
            rest.release();
        } else if (rest.readableBytes() == 1) {
            records.answered(exchange);
            finish(wire, exchange.head, rest);
        } else {
            wire.send(rest.readRetainedSlice(1));
            wire.later(() -> drip(wire, exchange, rest, pause), pause);
        }
    }

    private static void finish(Wire wire, RequestHead head, ByteBuf bytes) {
        if (head.keepAlive()) {
            wire.send(bytes);
        } else {
            wire.sendAndClose(bytes);
        }
    }

    /** The head and half of the body. */
    private byte[] cut(Answer answer, HandledRequest exchange) {
        byte[] bytes = encode(answer, exchange.head);
        return Arrays.copyOf(bytes, bytes.length - answer.body().length / 2);
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
