import io.github.camelaudience.launchdarkly.sources.http.HttpAnswer;
import io.github.camelaudience.launchdarkly.sources.http.TokenCheck;
import org.apache.camel.builder.RouteBuilder;

public class AudiencePubsub extends RouteBuilder {
    @Override
    public void configure() {
        TokenCheck token = new TokenCheck();
        token.setTokens(getContext().resolvePropertyPlaceholders("{{segment.pubsub.token}}"));
        token.setTokenIn("query");
        onException(Exception.class).handled(true).process(new HttpAnswer());
        from("platform-http:/segment/pubsub?httpMethodRestrict=POST")
                .process(token)
                .to("kamelet:launchdarkly-audience-sink?rejectedUri=direct:rejected&noErrorHandler=true")
                .process(new HttpAnswer());
        from("direct:rejected")
                .errorHandler(noErrorHandler())
                .to("file:{{segment.pubsub.rejected}}?fileName="
                        + "${header.CamelLaunchDarklyAudienceRejectReason}-${exchangeId}.json");
    }
}
