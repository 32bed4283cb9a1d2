import org.apache.camel.builder.RouteBuilder;

public class Replay extends RouteBuilder {
    @Override
    public void configure() {
        from("file:{{replay.folder}}?move=.done&moveFailed=.failed")
            .to("launchdarkly-audience:{{launchdarkly.client-side-id}}"
                + "?accessToken={{launchdarkly.access-token}}");
    }
}
