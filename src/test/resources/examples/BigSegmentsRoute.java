import org.apache.camel.builder.RouteBuilder;

public class BigSegmentsRoute extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:audiences")
            .to("launchdarkly-audience:{{launchdarkly.client-side-id}}"
                + "?accessToken={{launchdarkly.access-token}}"
                + "&backend=big&segmentKey=cdp-{audienceId}");
    }
}
