import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.sources.file.Backfill;
import org.apache.camel.builder.RouteBuilder;

public class AudienceBackfill extends RouteBuilder {
    @Override
    public void configure() {
        Backfill files = new Backfill();
        files.setWorkFolder(getContext().resolvePropertyPlaceholders("{{segment.folder}}"));
        from("file:{{segment.folder}}?move=.done/${file:name}").streamCache("false")
            .split(files).streaming().stopOnException()
                .doTry()
                    .to("kamelet:launchdarkly-audience-sink?noErrorHandler=true")
                .doCatch(RejectedMessagesException.class)
                .end()
                .bean(files, "accepted");
    }
}
