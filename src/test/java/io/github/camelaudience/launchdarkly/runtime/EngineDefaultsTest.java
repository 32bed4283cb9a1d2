package io.github.camelaudience.launchdarkly.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.core.delivery.RetryPolicy;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import org.junit.jupiter.api.Test;

/** An engine of one's own behaves as an endpoint does whose options nobody has set. */
class EngineDefaultsTest {

    @Test
    void theEngineHasTheDefaultsOfTheOptions() {
        LaunchDarklyAudienceConfiguration unset = new LaunchDarklyAudienceConfiguration();
        unset.setClientSideId("5f0000000000000000000001");
        unset.setAccessToken("api-x");
        EngineSettings options = EngineSettings.check(unset);
        assertThat(SyncEngine.DELIVERY).isEqualTo(options.delivery());
        assertThat(RetryPolicy.DEFAULT).isEqualTo(options.retryPolicy());
        assertThat(ReadLimits.DEFAULT).isEqualTo(options.readLimits());
        assertThat(HttpClientTransport.CONNECT_TIMEOUT.toMillis()).isEqualTo(unset.getConnectTimeout());
        assertThat(HttpClientTransport.RESPONSE_TIMEOUT.toMillis()).isEqualTo(unset.getResponseTimeout());
    }
}
