import org.apache.camel.builder.RouteBuilder;

public class AudienceFolder extends RouteBuilder {
    @Override
    public void configure() {
        from("file:{{segment.folder}}?move=.done/${file:name}").to("kamelet:launchdarkly-audience-sink");
    }
}
