package io.github.camelaudience.launchdarkly.sources.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.junit.jupiter.api.Test;

class AudienceFileTest {

    private static Exchange object(Object... headers) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(new ByteArrayInputStream(new byte[0]));
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getMessage().setHeader((String) headers[i], headers[i + 1]);
        }
        return exchange;
    }

    @Test
    void theHeadersAreThoseOfCamelsConsumers() {
        DefaultCamelCatalog catalog = new DefaultCamelCatalog();
        Set<String> known = Stream.of(
                        "file", "aws2-s3", "azure-storage-blob", "azure-storage-datalake", "google-storage", "minio")
                .flatMap(name -> catalog.componentModel(name).getEndpointHeaders().stream())
                .map(BaseOptionModel::getName)
                .collect(Collectors.toSet());
        assertThat(known).contains(Exchange.FILE_NAME);
        assertThat(Stream.of(AudienceFile.NAMES, AudienceFile.SIZES, AudienceFile.TIMES, AudienceFile.VERSIONS)
                        .flatMap(List::stream))
                .isSubsetOf(known);
    }

    @Test
    void timesOfAnyTypeAreTaken() {
        Instant time = Instant.parse("2026-01-02T03:04:05Z");
        for (Object value : List.of(
                time, Date.from(time), OffsetDateTime.parse("2026-01-02T04:04:05+01:00"), time.toEpochMilli())) {
            AudienceFile file = AudienceFile.of(
                    object("CamelAwsS3Key", "a.csv", "CamelAwsS3LastModified", value, "CamelAwsS3ContentLength", 7L));
            assertThat(file.modified()).isEqualTo(time.toEpochMilli());
            assertThat(file.size()).isEqualTo(7);
        }
    }

    @Test
    void whatIsUnknownIsNotGuessed() {
        AudienceFile file = AudienceFile.of(object("CamelAwsS3Key", "a.CSV.GZ"));
        assertThat(file.isCsv()).isTrue();
        assertThat(file.size()).isEqualTo(AudienceFile.UNKNOWN);
        assertThat(file.modified()).isEqualTo(AudienceFile.UNKNOWN);
        assertThatThrownBy(() -> AudienceFile.of(object())).hasMessageContaining("no name");
    }
}
