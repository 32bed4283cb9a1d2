import org.apache.camel.builder.RouteBuilder;

public class MappingAndTrigger extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:accounts")
            .to("launchdarkly-audience:{{launchdarkly.client-side-id}}"
                + "?accessToken={{launchdarkly.access-token}}"
                + "&trigger=RAW(type = \"track\")"
                + "&mapping=classpath:examples/mapping.json");
    }
}
