package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Item;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.Slot;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.camel.processor.aggregate.GroupedExchangeAggregationStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Body shapes of {@code docs/reference/rules.md}: the same messages mean the same in every shape, and the body stays readable. */
class BodyShapesTest {

    static final List<String> MESSAGES = List.of(
            SegmentMessage.identify("u1").enters("x"),
            SegmentMessage.identify("u2").leaves("x"),
            SegmentMessage.page("u3").enters("x"),
            SegmentMessage.identify("u4").says("x", 17));

    static Stream<BodyShape> shapes() {
        return BodyShape.all().stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void meansTheSame(BodyShape shape) throws Exception {
        try (Integration ld = Integration.start(StandIn.start(), "", context -> context.setStreamCaching(false))) {
            check(ld, shape);
        }
    }

    static Stream<BodyShape> streams() {
        return shapes().filter(shape -> shape.name().matches(".*(tream|Reader|File|Path|gzip|mixed).*"));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void meansTheSameWithStreamCaching(BodyShape shape) throws Exception {
        try (Integration ld = Integration.start(StandIn.start(), "", context -> context.setStreamCaching(true))) {
            check(ld, shape);
        }
    }

    private static void check(Integration ld, BodyShape shape) {
        Object body = shape.of(ld.context, MESSAGES);
        String encoding = shape.packed() ? "gzip" : "identity";
        Exchange done = ld.send(body, Exchange.CONTENT_ENCODING, encoding);
        checkApplied(ld);
        checkReport(done, shape, Result.ACCEPTED, Result.ACCEPTED, Result.SKIPPED, Result.REJECTED);

        Object left = done.getMessage().getBody();
        if (!(body instanceof InputStream || body instanceof java.io.Reader)) {
            assertThat(left).isSameAs(body);
        }
        Exchange again = ld.send(left, Exchange.CONTENT_ENCODING, encoding);
        checkReport(again, shape, Result.SKIPPED, Result.SKIPPED, Result.SKIPPED, Result.REJECTED);
    }

    private static void checkApplied(Integration ld) {
        String environment = ld.launchDarkly.environment();
        assertThat(ld.launchDarkly.memberships())
                .hasSize(2)
                .containsEntry(new Slot(environment, "user", "aud_x", "u1"), true)
                .containsEntry(new Slot(environment, "user", "aud_x", "u2"), false);
    }

    private static void checkReport(Exchange done, BodyShape shape, Result... results) {
        List<Item> items = Integration.report(done).items();
        assertThat(items).extracting(Item::result).containsExactly(results);
        assertThat(items)
                .extracting(Item::path)
                .containsExactlyElementsOf(
                        IntStream.range(0, 4).mapToObj(shape::path).toList());
        assertThat(done.getException())
                .isInstanceOfSatisfying(
                        RejectedMessagesException.class,
                        e -> assertThat(e.getRejected()).singleElement().satisfies(rejected -> {
                            assertThat(rejected.reason()).isEqualTo(RejectReason.MEMBERSHIP_UNDETERMINED);
                            assertThat(rejected.path()).isEqualTo(shape.path(3) + ".traits");
                            assertThat(BodyShape.map(new String(rejected.rawJson(), StandardCharsets.UTF_8)))
                                    .isEqualTo(BodyShape.map(MESSAGES.get(3)));
                        }));
    }

    static Stream<Object> bodiesOfNoUse() {
        return Stream.of(new int[] {1}, 17, new Object(), "", "   ", new byte[0], "nonsense", new Object[] {null});
    }

    @ParameterizedTest
    @MethodSource("bodiesOfNoUse")
    void aBodyWithoutMessagesIsRejected(Object body) throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.send(body);
            assertThat(done.getException()).isInstanceOf(RejectedMessagesException.class);
            assertThat(Integration.report(done).items()).singleElement().satisfies(item -> assertThat(item.reason())
                    .isIn("NOT_JSON", "NOT_AN_OBJECT"));
            assertThat(ld.launchDarkly.requests()).isEmpty();
        }
    }

    @Test
    void noBodyIsRejected() throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.send(null);
            assertThat(done.getException())
                    .isInstanceOf(RejectedMessagesException.class)
                    .hasMessageContaining("NOT_JSON at $: expected JSON but found nothing");
        }
    }

    @Test
    void anEmptyCollectionIsNothingToDo() throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.send(List.of());
            assertThat(done.getException()).isNull();
            assertThat(Integration.report(done).items()).isEmpty();
        }
    }

    @Test
    void aBodyThatHoldsItselfEnds() throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange inner = BodyShape.exchange(ld.context, null);
            inner.getMessage().setBody(inner);
            Exchange done = ld.send(Arrays.asList(inner, MESSAGES.get(0)));
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
            assertThat(Integration.report(done).items().get(0).reason()).isEqualTo("TOO_DEEP");
        }
    }

    @Test
    void aStreamThatIsTooLongIsRejectedAndKeptWhole() throws Exception {
        byte[] json = BodyShape.array(MESSAGES);
        try (Integration ld =
                Integration.start(StandIn.start(), "maxDocumentSize=100", context -> context.setStreamCaching(false))) {
            Exchange done = ld.send(BodyShape.once(json));
            assertThat(Integration.report(done).items().get(0).reason()).isEqualTo("TOO_LARGE");
            assertThat(done.getMessage().getBody(byte[].class)).isEqualTo(json);
        }
    }

    @Test
    void damagedGzipIsRejectedWithItsBytes() throws Exception {
        byte[] packed = BodyShape.gzip(BodyShape.array(MESSAGES));
        byte[] cut = Arrays.copyOf(packed, packed.length / 2);
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.send(cut, Exchange.CONTENT_ENCODING, "gzip");
            assertThat(done.getException()).isInstanceOfSatisfying(RejectedMessagesException.class, e -> assertThat(
                            e.getRejected().get(0).rawJson())
                    .isEqualTo(cut));
        }
    }

    @Test
    void gzipBehindWhichSomethingElseStandsIsRejectedWithAllItsBytes() throws Exception {
        byte[] packed = BodyShape.gzip(BodyShape.array(MESSAGES));
        byte[] header = Arrays.copyOf(packed, 12);
        header[2] = 7;
        try (Integration ld = Integration.start("")) {
            for (byte[] more : List.of("[{}]".getBytes(StandardCharsets.UTF_8), header, new byte[] {0x1F})) {
                byte[] body = Arrays.copyOf(packed, packed.length + more.length);
                System.arraycopy(more, 0, body, packed.length, more.length);
                Exchange done = ld.send(body, Exchange.CONTENT_ENCODING, "gzip");
                assertThat(done.getException()).isInstanceOfSatisfying(RejectedMessagesException.class, e -> {
                    assertThat(e.getRejected()).singleElement().satisfies(rejected -> {
                        assertThat(rejected.rawJson()).isEqualTo(body);
                        assertThat(rejected.detail()).contains("cannot unpack it");
                    });
                });
            }
            assertThat(ld.launchDarkly.requests()).isEmpty();
        }
    }

    @Test
    void gzipMembersPartedByALineBreakAreReadAll() throws Exception {
        byte[] one = BodyShape.gzip(MESSAGES.get(0).getBytes(StandardCharsets.UTF_8));
        byte[] other = BodyShape.gzip(("\n" + MESSAGES.get(1)).getBytes(StandardCharsets.UTF_8));
        byte[] body = Arrays.copyOf(one, one.length + 1 + other.length);
        body[one.length] = '\n';
        System.arraycopy(other, 0, body, one.length + 1, other.length);
        try (Integration ld = Integration.start("")) {
            assertThat(ld.send(body, Exchange.CONTENT_ENCODING, "gzip").getException())
                    .isNull();
            checkApplied(ld);
        }
    }

    @Test
    void gzipThatNoHeaderTellsOfIsNamedOnce() throws Exception {
        byte[] packed = BodyShape.gzip(BodyShape.array(MESSAGES));
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.send(packed);
            assertThat(Integration.report(done).items()).singleElement().satisfies(item -> {
                assertThat(item.reason()).isEqualTo("NOT_JSON");
                assertThat(item.detail())
                        .isEqualTo("expected JSON but found gzip at byte 0: send it with the header"
                                + " Content-Encoding: gzip, or unpacked");
            });
        }
    }

    /** Of nothing but faults a thousand are told of one by one, the rest in few: no byte is missing. */
    @Test
    void aBodyOfNothingButFaultsStaysSmall() throws Exception {
        byte[] json = ("[0" + ",0".repeat(8 * 1024 * 1024 - 2) + "]").getBytes(StandardCharsets.UTF_8);
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.send(json);
            assertThat(done.getException()).isInstanceOfSatisfying(RejectedMessagesException.class, e -> {
                List<RejectedMessage> rejected = e.getRejected();
                assertThat(rejected).hasSize(1002);
                assertThat(rejected.get(1000).count()).isEqualTo(99_000);
                assertThat(rejected.get(1000).path()).isEqualTo("$[1000]");
                assertThat(rejected.get(1000).rawJson()).hasSize(2 * 99_000 - 1);
                assertThat(rejected.get(1001).reason()).isEqualTo(RejectReason.TOO_LARGE);
                assertThat(rejected.get(1001).rawJson()).hasSize(json.length - 200_001);
                assertThat(e).hasMessageStartingWith("100001 rejected: ");
            });
            assertThat(done.getMessage().getHeader(LaunchDarklyAudienceConstants.REJECTED))
                    .isEqualTo(100_001);
            assertThat(Integration.report(done).items()).hasSize(1002);
        }
    }

    @Test
    void aBodyThatCannotBeReadNowIsNoVerdictOnItsContent() throws Exception {
        try (Integration ld = Integration.start("onRejected=skip")) {
            Exchange broken = BodyShape.exchange(ld.context, new java.io.File("no/such/file.json"));
            Exchange good = BodyShape.exchange(ld.context, MESSAGES.get(0));
            Exchange done = ld.send(List.of(broken, good));
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
            assertThat(Integration.report(done).items())
                    .extracting(Item::result)
                    .containsExactly(Result.FAILED, Result.ACCEPTED);
            assertThat(done.getException()).hasRootCauseInstanceOf(FileNotFoundException.class);
            assertThat(broken.getException()).isSameAs(done.getException());
            assertThat(good.getException()).isNull();

            broken.getMessage().setBody(MESSAGES.get(1));
            assertThat(ld.send(List.of(broken, good)).getException()).isNull();
            assertThat(broken.getException()).as("of the earlier attempt").isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void filesFromTheFileComponent(boolean streamCaching, @TempDir Path folder) throws Exception {
        Files.write(folder.resolve("in.json"), BodyShape.array(MESSAGES));
        try (Integration ld = Integration.start(StandIn.start(), "onRejected=skip", context -> {
            context.setStreamCaching(streamCaching);
            route(context, "file:" + folder + "?initialDelay=0&delay=100");
        })) {
            MockEndpoint mock = ld.context.getEndpoint("mock:done", MockEndpoint.class);
            mock.expectedMessageCount(1);
            mock.assertIsSatisfied(TimeUnit.SECONDS.toMillis(10));
            checkApplied(ld);
            assertThat(mock.getExchanges().get(0).getMessage().getHeader(LaunchDarklyAudienceConstants.REJECTED))
                    .isEqualTo(1);
        }
    }

    private static void route(org.apache.camel.CamelContext context, String from) {
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(from).to("direct:in");
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aggregated(boolean bodies) throws Exception {
        try (Integration ld =
                Integration.start(StandIn.start(), "onRejected=skip", context -> aggregate(context, bodies))) {
            MockEndpoint mock = ld.context.getEndpoint("mock:done", MockEndpoint.class);
            mock.expectedMessageCount(1);
            MESSAGES.forEach(message -> ld.context.createProducerTemplate().sendBody("direct:collect", message));
            mock.assertIsSatisfied(TimeUnit.SECONDS.toMillis(10));
            checkApplied(ld);
            assertThat(Integration.report(mock.getExchanges().get(0)).items())
                    .extracting(Item::path)
                    .containsExactly("$[0]", "$[1]", "$[2]", "$[3]");
        }
    }

    private static void aggregate(org.apache.camel.CamelContext context, boolean bodies) {
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:collect")
                            .aggregate(
                                    constant(true),
                                    bodies
                                            ? new GroupedBodyAggregationStrategy()
                                            : new GroupedExchangeAggregationStrategy())
                            .completionSize(4)
                            .to("direct:in");
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStreamIsReadFromWhereItStands() throws Exception {
        ByteArrayInputStream stream =
                new ByteArrayInputStream(("junk" + MESSAGES.get(0)).getBytes(StandardCharsets.UTF_8));
        stream.skipNBytes(4);
        try (Integration ld = Integration.start(StandIn.start(), "", context -> context.setStreamCaching(false))) {
            assertThat(ld.send(stream).getException()).isNull();
            assertThat(stream.readAllBytes()).hasSize(MESSAGES.get(0).length());
        }
    }

    /** Camel redelivers with the body that the exchange had first; without stream caching that is a stream which is used up. */
    @Test
    void whatCanBeReadOnceIsThereWhenCamelRedelivers() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.status(401)));
        try (Integration ld =
                Integration.start(standIn, "unauthorizedCoolDown=0", context -> context.setStreamCaching(false))) {
            ld.context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:again")
                            .errorHandler(
                                    defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0))
                            .to(ld.endpoint());
                }
            });
            byte[] json = SegmentMessage.identify("u1").enters("x").getBytes(StandardCharsets.UTF_8);
            InputStream once = new FilterInputStream(new ByteArrayInputStream(json)) {
                @Override
                public boolean markSupported() {
                    return false;
                }
            };
            Exchange done = ld.context
                    .createFluentProducerTemplate()
                    .to("direct:again")
                    .withBody(once)
                    .send();
            assertThat(done.getException()).isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
        }
    }
}
