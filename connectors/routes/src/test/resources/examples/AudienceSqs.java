import org.apache.camel.builder.RouteBuilder;

public class AudienceSqs extends RouteBuilder {
    @Override
    public void configure() {
        from("aws2-sqs:{{segment.sqs.queue}}?region={{segment.sqs.region}}&useDefaultCredentialsProvider=true"
                        + "&maxMessagesPerPoll=10&waitTimeSeconds=20&visibilityTimeout=60&extendMessageVisibility=true")
                .to("kamelet:launchdarkly-audience-sink");
    }
}
