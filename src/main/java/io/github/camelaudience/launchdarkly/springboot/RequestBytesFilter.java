package io.github.camelaudience.launchdarkly.springboot;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.springframework.core.Ordered;

/**
 * Keeps the bytes of a request within reach of Camel, whose server for Spring Boot 3 takes the body as text: that would
 * break gzip, and what is signed would be signed over other bytes. Who reads the body as text reads what it always read.
 */
final class RequestBytesFilter implements Filter, Ordered {

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request instanceof HttpServletRequest http ? new WithBytes(http) : request, response);
    }

    private static final class WithBytes extends HttpServletRequestWrapper {

        private RequestBytesReader reader;

        WithBytes(HttpServletRequest request) {
            super(request);
        }

        @Override
        public BufferedReader getReader() throws IOException {
            if (reader == null) {
                reader = new RequestBytesReader(getInputStream(), charset());
            }
            return reader;
        }

        /** As the servlet specification has it: of the request, or ISO 8859-1. */
        private Charset charset() throws UnsupportedEncodingException {
            String name = getCharacterEncoding();
            try {
                return name == null ? StandardCharsets.ISO_8859_1 : Charset.forName(name);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw new UnsupportedEncodingException(name);
            }
        }
    }
}
