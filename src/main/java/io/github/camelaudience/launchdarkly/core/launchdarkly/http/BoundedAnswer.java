package io.github.camelaudience.launchdarkly.core.launchdarkly.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Bounds an HTTP exchange in time and size: the connection is dropped when the answer takes too long or is too long, and
 * when whoever waits for it stops.
 */
public final class BoundedAnswer implements ExecChainHandler {

    /** Of most answers the beginning says all. */
    private static final int MOST_OF_AN_ANSWER = 64 * 1024;

    /** What is asked for, or comes back changed, is a document: a segment with 15,000 targets, a page of projects. */
    private static final int MOST_OF_A_DOCUMENT = 8 * 1024 * 1024;

    private static final Set<String> ANSWERED_BY_A_DOCUMENT = Set.of("GET", "PATCH");

    /** Tells of all segments of an environment, though it is asked by POST. */
    private static final String EVALUATE = "/segments/evaluate";

    private final ScheduledExecutorService alarm;
    private final long millis;
    private final Set<OpenRequest> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /**
     * Bounds every exchange of a client.
     *
     * @param alarm  drops what takes too long
     * @param millis how long an exchange may take, from the wait for a connection to the end of its answer
     */
    public BoundedAnswer(ScheduledExecutorService alarm, long millis) {
        this.alarm = alarm;
        this.millis = millis;
    }

    /** Ends what is open, and what is still to come. */
    public void end() {
        ended = true;
        open.forEach(OpenRequest::abort);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        OpenRequest opened = new OpenRequest(scope);
        boolean answered = false;
        try {
            if (ended) {
                throw new IOException("stopped before the request was sent");
            }
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (response.getEntity() != null) {
                response.setEntity(new Bounded(response.getEntity(), opened, mostBytes(request)));
                answered = true;
            }
            return response;
        } catch (RuntimeException e) {
            if (opened.dropped) {
                throw new IOException("the connection was dropped because the answer took too long", e);
            }
            throw e;
        } finally {
            if (!answered) {
                opened.over();
            }
        }
    }

    private static int mostBytes(ClassicHttpRequest request) {
        boolean document = ANSWERED_BY_A_DOCUMENT.contains(request.getMethod())
                || request.getPath() != null && request.getPath().endsWith(EVALUATE);
        return document ? MOST_OF_A_DOCUMENT : MOST_OF_AN_ANSWER;
    }

    /** A request until the end of its answer. */
    private final class OpenRequest {
        private final ExecChain.Scope scope;
        private final Future<?> deadline;
        private volatile boolean dropped;

        OpenRequest(ExecChain.Scope scope) {
            this.scope = scope;
            deadline = alarm.schedule(this::dropConnection, millis, TimeUnit.MILLISECONDS);
            open.add(this);
        }

        /** Also while it waits for a connection out of the pool, or for one to be made. */
        void abort() {
            if (scope.originalRequest instanceof Cancellable request) {
                request.cancel();
            }
            dropConnection();
        }

        void dropConnection() {
            dropped = true;
            scope.execRuntime.discardEndpoint();
        }

        void over() {
            deadline.cancel(false);
            open.remove(this);
        }
    }

    private static final class Bounded extends HttpEntityWrapper {
        private final OpenRequest opened;
        private final int mostBytes;

        Bounded(HttpEntity entity, OpenRequest opened, int mostBytes) {
            super(entity);
            this.opened = opened;
            this.mostBytes = mostBytes;
        }

        @Override
        public long getContentLength() {
            return super.getContentLength() > mostBytes ? -1 : super.getContentLength();
        }

        @Override
        public InputStream getContent() throws IOException {
            return new BoundedStream(super.getContent(), opened, mostBytes);
        }
    }

    private static final class BoundedStream extends FilterInputStream {
        private final OpenRequest opened;
        private int left;

        BoundedStream(InputStream in, OpenRequest opened, int mostBytes) {
            super(in);
            this.left = mostBytes;
            this.opened = opened;
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
                opened.dropConnection();
            }
            try {
                super.close(); // may read on to the end of the answer, so that the connection can be used again
            } finally {
                opened.over();
            }
        }
    }
}
