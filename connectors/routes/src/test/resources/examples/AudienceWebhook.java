import org.apache.camel.builder.RouteBuilder;

public class AudienceWebhook extends RouteBuilder {
    @Override
    public void configure() {
        from("kamelet:segment-webhook-source").to("kamelet:launchdarkly-audience-sink");
    }
}
