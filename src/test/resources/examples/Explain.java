import org.apache.camel.builder.RouteBuilder;

public class Explain extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:explain")
            .to("kamelet:segment-audience-explain-action"
                + "?clientSideId={{launchdarkly.client-side-id}}");
    }
}
