import org.apache.camel.builder.RouteBuilder;

public class Release extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:release")
            .to("launchdarkly-audience:{{launchdarkly.client-side-id}}"
                + "?accessToken={{launchdarkly.access-token}}&operation=release");
    }
}
