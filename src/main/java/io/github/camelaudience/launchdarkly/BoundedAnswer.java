package io.github.camelaudience.launchdarkly;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** Bounds an HTTP exchange in time and size: the connection is dropped when the answer takes too long or is too long. */
final class BoundedAnswer implements ExecChainHandler {

    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final ScheduledExecutorService alarm;
    private final long millis;

    BoundedAnswer(ScheduledExecutorService alarm, long millis) {
        this.alarm = alarm;
        this.millis = millis;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ExecRuntime connection = scope.execRuntime;
        Future<?> deadline = alarm.schedule(connection::discardEndpoint, millis, TimeUnit.MILLISECONDS);
        ClassicHttpResponse response;
        try {
            response = chain.proceed(request, scope);
        } catch (IOException | HttpException | RuntimeException e) {
            deadline.cancel(false);
            throw e;
        }
        if (response.getEntity() == null) {
            deadline.cancel(false);
        } else {
            response.setEntity(new Bounded(response.getEntity(), connection, deadline));
        }
        return response;
    }

    private static final class Bounded extends HttpEntityWrapper {
        private final ExecRuntime connection;
        private final Future<?> deadline;

        Bounded(HttpEntity entity, ExecRuntime connection, Future<?> deadline) {
            super(entity);
            this.connection = connection;
            this.deadline = deadline;
        }

        @Override
        public long getContentLength() {
            return super.getContentLength() > MAX_BODY_BYTES ? -1 : super.getContentLength();
        }

        @Override
        public InputStream getContent() throws IOException {
            return new BoundedStream(super.getContent(), connection, deadline);
        }
    }

    private static final class BoundedStream extends FilterInputStream {
        private final ExecRuntime connection;
        private final Future<?> deadline;
        private int left = MAX_BODY_BYTES;

        BoundedStream(InputStream in, ExecRuntime connection, Future<?> deadline) {
            super(in);
            this.connection = connection;
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = super.read(bytes, offset, Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            if (left == 0) {
                connection.discardEndpoint();
            }
            try {
                super.close(); // may read on to the end of the answer, so that the connection can be used again
            } finally {
                deadline.cancel(false);
            }
        }
    }
}
