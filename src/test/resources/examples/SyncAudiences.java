import org.apache.camel.builder.RouteBuilder;

public class SyncAudiences extends RouteBuilder {
    @Override
    public void configure() {
        from("file:{{segment.folder}}?antInclude=*.jsonl&delay=10000")
            .to("launchdarkly-audience:{{launchdarkly.client-side-id}}"
                + "?accessToken={{launchdarkly.access-token}}"
                + "&rejectedUri=file:{{segment.folder}}/rejected");
    }
}
