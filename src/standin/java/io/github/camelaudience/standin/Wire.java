package io.github.camelaudience.standin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What can be done to a connection. A write that fails needs no answer: the connection ends and tells its handler. */
@SuppressWarnings("FutureReturnValueIgnored")
final class Wire {

    private final Channel channel;

    Wire(Channel channel) {
        this.channel = channel;
    }

    void send(ByteBuf bytes) {
        channel.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    void send(byte[] bytes) {
        send(Unpooled.wrappedBuffer(bytes));
    }

    void sendAndClose(byte[] bytes) {
        sendAndClose(Unpooled.wrappedBuffer(bytes));
    }

    void sendAndClose(ByteBuf bytes) {
        channel.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
    }

    /** Ends the connection with FIN. */
    void close() {
        channel.close();
    }

    /** Ends the connection with RST. */
    void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /** Ends the connection with RST after these bytes. */
    void sendAndReset(byte[] bytes) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        sendAndClose(bytes);
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    void whenClosed(Runnable task) {
        channel.closeFuture().addListener(closed -> task.run());
    }

    /** Runs the task on this connection's thread after a while. */
    void later(Runnable task, Duration wait) {
        channel.eventLoop().schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
}
