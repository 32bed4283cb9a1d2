import io.github.camelaudience.launchdarkly.sources.http.HttpAnswer;
import io.github.camelaudience.launchdarkly.sources.http.TypeFromPath;
import io.github.camelaudience.launchdarkly.sources.http.WriteKeyCheck;
import org.apache.camel.builder.RouteBuilder;

public class AudienceTrackingApi extends RouteBuilder {
    @Override
    public void configure() {
        WriteKeyCheck writeKeys = new WriteKeyCheck();
        writeKeys.setWriteKeys(getContext().resolvePropertyPlaceholders("{{segment.tracking.writeKeys}}"));
        onException(Exception.class).handled(true).process(new HttpAnswer());
        from("platform-http:/v1/{call}?httpMethodRestrict=POST")
                .process(writeKeys)
                .process(new TypeFromPath())
                .to("kamelet:launchdarkly-audience-sink?noErrorHandler=true")
                .process(new HttpAnswer());
    }
}
