package io.github.camelaudience.launchdarkly.springboot;

import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StreamCache;
import org.apache.camel.converter.stream.StreamCacheConverter;
import org.apache.camel.spi.OnCamelContextInitializing;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Has routes from {@code platform-http} get a body's bytes, gzip or in any charset, where Camel's server would hand over
 * decoded text. Loaded by Spring Boot with Camel's server only.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(
        name = {
            "org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine",
            "jakarta.servlet.Filter"
        })
public class RequestBytesAutoConfiguration {

    /** Stands before everything that reads a body. */
    @Bean
    RequestBytesFilter launchDarklyAudienceRequestBytesFilter() {
        return new RequestBytesFilter();
    }

    /** Teaches Camel to take the bytes from the reader, for a body that is cached as for one that is not. */
    @Bean
    OnCamelContextInitializing launchDarklyAudienceRequestBytes() {
        return context -> {
            TypeConverterRegistry converters = context.getTypeConverterRegistry();
            converters.addTypeConverter(
                    InputStream.class,
                    RequestBytesReader.class,
                    new SimpleTypeConverter(false, (type, exchange, body) -> ((RequestBytesReader) body).bytes()));
            converters.addTypeConverter(
                    byte[].class,
                    RequestBytesReader.class,
                    new SimpleTypeConverter(false, (type, exchange, body) -> allOf((RequestBytesReader) body)));
            converters.addTypeConverter(
                    StreamCache.class,
                    RequestBytesReader.class,
                    new SimpleTypeConverter(
                            false,
                            (type, exchange, body) -> StreamCacheConverter.convertToStreamCache(
                                    ((RequestBytesReader) body).bytes(), exchange)));
        };
    }

    private static byte[] allOf(RequestBytesReader reader) {
        try (InputStream bytes = reader.bytes()) {
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new RuntimeCamelException(e);
        }
    }
}
