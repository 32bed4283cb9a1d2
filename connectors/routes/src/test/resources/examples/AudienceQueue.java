import io.github.camelaudience.launchdarkly.sources.jms.JmsBatchContainerFactory;
import io.github.camelaudience.launchdarkly.sources.jms.JmsBatchIntake;
import org.apache.camel.builder.RouteBuilder;

public class AudienceQueue extends RouteBuilder {
    @Override
    public void configure() {
        getContext().getRegistry().bind("segmentJmsBatches", new JmsBatchContainerFactory());
        from("jms:{{segment.jms.queue}}?connectionFactory=#bean:segmentJms"
                        + "&consumerType=Custom&messageListenerContainerFactory=#bean:segmentJmsBatches"
                        + "&transacted=true&lazyCreateTransactionManager=false&cacheLevelName=CACHE_CONSUMER&disableReplyTo=true")
                .process(new JmsBatchIntake())
                .to("kamelet:launchdarkly-audience-sink");
    }
}
