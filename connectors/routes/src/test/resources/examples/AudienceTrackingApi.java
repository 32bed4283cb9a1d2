import io.github.camelaudience.launchdarkly.webhook.HttpAnswer;
import io.github.camelaudience.launchdarkly.webhook.TypeOfPath;
import io.github.camelaudience.launchdarkly.webhook.WriteKeyCheck;
import org.apache.camel.builder.RouteBuilder;

public class AudienceTrackingApi extends RouteBuilder {
    @Override
    public void configure() {
        WriteKeyCheck writeKeys = new WriteKeyCheck();
        writeKeys.setWriteKeys(getContext().resolvePropertyPlaceholders("{{segment.tracking.writeKeys}}"));
        onException(Exception.class).handled(true).process(new HttpAnswer());
        from("platform-http:/v1/{call}?httpMethodRestrict=POST")
                .process(writeKeys)
                .process(new TypeOfPath())
                .to("kamelet:launchdarkly-audience-sink?noErrorHandler=true")
                .process(new HttpAnswer());
    }
}
