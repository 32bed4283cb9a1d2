import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.sources.file.Backfill;
import org.apache.camel.builder.RouteBuilder;

public class AudienceS3 extends RouteBuilder {
    @Override
    public void configure() {
        Backfill files = new Backfill();
        files.setWorkFolder(getContext().resolvePropertyPlaceholders("{{segment.work}}"));
        from("aws2-s3:{{segment.s3.bucket}}?moveAfterRead=true&destinationBucket={{segment.s3.doneBucket}}"
                + "&maxMessagesPerPoll=1")
            .streamCache("false")
            .split(files).streaming().stopOnException()
                .doTry()
                    .to("kamelet:launchdarkly-audience-sink?noErrorHandler=true")
                .doCatch(RejectedMessagesException.class)
                .end()
                .bean(files, "accepted");
    }
}
