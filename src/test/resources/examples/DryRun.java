import org.apache.camel.builder.RouteBuilder;

public class DryRun extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:audiences")
            .to("launchdarkly-audience:{{launchdarkly.client-side-id}}"
                + "?accessToken={{launchdarkly.access-token}}"
                + "&mapping=classpath:examples/mapping.json"
                + "&onRejected=skip&dryRun=true")
            .log("${exchangeProperty.CamelLaunchDarklyAudienceSyncReport}");
    }
}
