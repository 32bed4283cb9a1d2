import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import org.apache.camel.builder.RouteBuilder;

public class MirrorAudience extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:members")
                .setProperty(LaunchDarklyAudienceConstants.AUDIENCE_ID, constant("aud_1"))
                .setProperty(LaunchDarklyAudienceConstants.AUDIENCE_KEY, constant("vip_users"))
                .setProperty(LaunchDarklyAudienceConstants.SNAPSHOT_TIME, constant("2026-05-01T00:00:00Z"))
                .to("launchdarkly-audience:{{launchdarkly.client-side-id}}?accessToken={{launchdarkly.access-token}}"
                        + "&ledgerFolder={{ledger.folder}}&operation=mirror&keyColumn=user_id");
    }
}
