package io.github.camelaudience.sdkproof;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceComponent;
import io.github.camelaudience.standin.FlagRule;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.StandInBuilder;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The whole way but for the SDK: a route that takes Segment's messages to a stand-in LaunchDarkly, which has a flag for
 * each audience, of the same key, that is on for its members.
 */
final class Pipeline implements AutoCloseable {

    private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05Z");

    /** What the component puts in front of an audience's id to make the key of a segment. */
    private static final String SEGMENT_KEY = "segment-";

    private final StandIn standIn;
    private final CamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final AtomicInteger messages = new AtomicInteger();

    private Pipeline(StandIn standIn, String options) throws Exception {
        this.standIn = standIn;
        LaunchDarklyAudienceComponent audiences =
                camel.getComponent("launchdarkly-audience", LaunchDarklyAudienceComponent.class);
        audiences.getConfiguration().setBaseUrl(standIn.url());
        audiences.getConfiguration().setAccessToken(standIn.token());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:segment").to("launchdarkly-audience:" + standIn.environment() + options);
            }
        });
        camel.start();
        template = camel.createProducerTemplate();
    }

    /** Starts a route to segments of this kind, and a flag for each of these audiences, named by their keys. */
    static Pipeline to(Kind kind, String... audiences) throws Exception {
        return with(kind.options(), audiences);
    }

    /** Likewise, with these options at the end of the endpoint's address. */
    static Pipeline with(String options, String... audiences) throws Exception {
        StandInBuilder builder = StandIn.builder().audienceOf(segmentKey -> segmentKey.substring(SEGMENT_KEY.length()));
        for (String audience : audiences) {
            builder.flag(audience, FlagRule.onFor("aud_" + audience));
        }
        return new Pipeline(builder.start(), options);
    }

    StandIn standIn() {
        return standIn;
    }

    /** Sends a message that is newer than all before; returns after LaunchDarkly has accepted it. */
    void says(String person, String audience, boolean member) {
        String message = SegmentMessage.identify(person)
                .at(FIRST.plusSeconds(messages.incrementAndGet()))
                .says(audience, member);
        template.sendBody("direct:segment", message);
    }

    void enters(String person, String audience) {
        says(person, audience, true);
    }

    void leaves(String person, String audience) {
        says(person, audience, false);
    }

    @Override
    public void close() {
        camel.stop();
        standIn.close();
    }
}
