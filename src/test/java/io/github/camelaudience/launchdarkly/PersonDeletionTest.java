package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule D36: who is deleted leaves all audiences, stays out, and leaves nothing behind that we keep. */
class PersonDeletionTest {

    private static final String DELETED = "2026-01-02T12:00:00Z";

    @TempDir
    Path folder;

    private Integration ld;

    @AfterEach
    void close() {
        ld.close();
    }

    private void start(String options) throws Exception {
        ld = Integration.start(StandIn.start(), options);
    }

    private String durable() {
        return "onDelete=remove&ledgerFolder=" + folder.resolve("ledger");
    }

    private static String delete(String identifiers) {
        return "{\"type\":\"delete\"," + identifiers + ",\"timestamp\":\"" + DELETED + "\"}";
    }

    private static String enters(String userId, String audience, String at) {
        return SegmentMessage.identify(userId).at(at).enters(audience);
    }

    private SyncReport.Item only(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(Integration.report(exchange).items()).hasSize(1);
        return Integration.report(exchange).items().get(0);
    }

    @Test
    void byDefaultNothingHappens() throws Exception {
        start("");
        ld.send(enters("zoe", "vip", "2026-01-01T00:00:00Z"));
        assertThat(only(ld.send(delete("\"userId\":\"zoe\""))).reason()).isEqualTo("NOT_SUBSCRIBED");
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactly("zoe");
    }

    @Test
    void thePersonLeavesAllAudiencesAndOlderMessagesStayOut() throws Exception {
        start("onDelete=remove");
        ld.send("[" + enters("zoe", "vip", "2026-01-01T00:00:00Z") + "," + enters("zoe", "beta", "2026-01-01T00:00:00Z")
                + "," + enters("bob", "vip", "2026-01-01T00:00:00Z") + "]");

        SyncReport.Item item = only(ld.send(delete("\"userId\":\"zoe\"")));
        assertThat(item.result()).isEqualTo(SyncReport.Result.ACCEPTED);
        assertThat(item.reason()).isEqualTo(SyncReport.DELETED);
        assertThat(item.detail())
                .matches("receipt [0-9a-f-]{36}: left 2 audiences")
                .doesNotContain("zoe");
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactly("bob");
        assertThat(ld.launchDarkly.members("aud_beta")).isEmpty();

        for (String audience : List.of("vip", "beta", "never_seen")) {
            assertThat(only(ld.send(enters("zoe", audience, "2026-01-02T11:59:59Z")))
                            .reason())
                    .as(audience)
                    .isEqualTo("STALE");
        }
        assertThat(only(ld.send(enters("zoe", "vip", "2026-01-02T12:00:01Z"))).result())
                .isEqualTo(SyncReport.Result.ACCEPTED);
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactlyInAnyOrder("zoe", "bob");
        assertThat(only(ld.send(delete("\"userId\":\"zoe\""))).detail()).startsWith("receipt ");
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactlyInAnyOrder("zoe", "bob");
    }

    @Test
    void aMessageInTheSameBodyCountsByItsTime() throws Exception {
        start("onDelete=remove");
        ld.send(enters("zoe", "vip", "2026-01-01T00:00:00Z"));
        ld.send("[" + enters("zoe", "old", "2026-01-02T11:00:00Z") + "," + delete("\"userId\":\"zoe\"") + ","
                + enters("zoe", "new", "2026-01-02T13:00:00Z") + "]");
        assertThat(ld.launchDarkly.members("aud_vip")).isEmpty();
        assertThat(ld.launchDarkly.members("aud_old")).isEmpty();
        assertThat(ld.launchDarkly.members("aud_new")).containsExactly("zoe");
    }

    /** What stays of the person until late messages are over names no message and no source. */
    @Test
    void theLedgerKeepsNoMoreThanItNeedsAndOverARestartToo() throws Exception {
        start(durable());
        ld.send(SegmentMessage.identify("zoe")
                .messageId("m1")
                .at("2026-01-01T00:00:00Z")
                .enters("vip"));
        ld.send(delete("\"userId\":\"zoe\""));
        MembershipLedger ledger = ld.endpoint().delivery().engine().ledger();
        assertThat(ledger.person(ld.launchDarkly.environment(), "zoe"))
                .singleElement()
                .satisfies(state -> {
                    assertThat(state.mark().orElseThrow().included()).isFalse();
                    assertThat(state.mark().orElseThrow().messageId()).isNull();
                    assertThat(state.mark().orElseThrow().source()).isNull();
                });
        assertThat(ledger.notes("deletion/")).hasSize(1);
        assertThat(ledger.notes("deletion/").keySet().iterator().next()).doesNotContain("zoe");

        StandIn same = ld.launchDarkly;
        ld.context.stop();
        ld = Integration.start(same, durable());
        assertThat(only(ld.send(enters("zoe", "never_seen", "2026-01-02T11:59:59Z")))
                        .reason())
                .isEqualTo("STALE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "user_id_only | \"userId\":\"zoe\",\"anonymousId\":\"x\" | 1",
                "user_id_then_anonymousId | \"userId\":\"zoe\",\"anonymousId\":\"x\" | 2",
                "user_id_then_anonymousId | \"userId\":\"zoe\",\"anonymousId\":{} | 1",
                "email_only | \"traits\":{\"email\":\"zoe\"} | 1",
                "email_only | \"userId\":\"zoe\" | 0",
                "user_id_only | \"userId\":\" \" | 0",
                "user_id_only | \"userId\":{} | -1"
            })
    void eachIdentifierThatBecomesAContextKeyIsThePersons(String contextKey, String identifiers, int people)
            throws Exception {
        start("onDelete=remove&onRejected=skip&contextKey=" + contextKey);
        SyncReport.Item item = only(ld.send(delete(identifiers)));
        if (people > 0) {
            assertThat(item.reason()).isEqualTo(SyncReport.DELETED);
            assertThat(item.detail().split(", ")).hasSize(people);
        } else {
            assertThat(item.result()).isEqualTo(SyncReport.Result.REJECTED);
            assertThat(item.reason()).isEqualTo(people == 0 ? "PERSON_UNDETERMINED" : "INVALID_IDENTIFIER");
        }
    }

    /** What fails comes again, and the person is out in the end. */
    @Test
    void aDeletionThatFailsIsRedelivered() throws Exception {
        start("onDelete=remove&retryTimeout=1000");
        ld.send(enters("zoe", "vip", "2026-01-01T00:00:00Z"));
        ld.launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        assertThat(ld.send(delete("\"userId\":\"zoe\"")).getException()).isInstanceOf(DeliveryFailedException.class);
        ld.launchDarkly.faults(FaultPlan.none());
        assertThat(only(ld.send(delete("\"userId\":\"zoe\""))).reason()).isEqualTo(SyncReport.DELETED);
        assertThat(ld.launchDarkly.members("aud_vip")).isEmpty();
    }

    @Test
    void rejectedMessagesOfThePersonAreRemovedAndThereIsAReceipt() throws Exception {
        Path rejected = Files.createDirectories(folder.resolve("rejected"));
        Path own = Files.writeString(rejected.resolve("own.json"), "{\"type\":\"track\",\"userId\":\"zoe\"}");
        Path rows = Files.writeString(
                rejected.resolve("rows.rejected"), "{\"raw\":\"{\\\"userId\\\":\\\"zoe\\\"}\"}\n{\"raw\":\"bob\"}\n");
        start("onDelete=remove&eventsUri=mock:events&rejectedFolders=" + rejected);
        MockEndpoint events = ld.context.getEndpoint("mock:events", MockEndpoint.class);
        ld.send(delete("\"userId\":\"zoe\""));
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.notExists(own));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Files.readString(rows).strip().equals("{\"raw\":\"bob\"}"));
        await().until(() -> events.getReceivedCounter() == 1);
        Map<?, ?> event = new ObjectMapper()
                .readValue(events.getExchanges().get(0).getMessage().getBody(String.class), Map.class);
        assertThat(event.get("type")).isEqualTo("person-deleted");
        assertThat(event.get("audiences")).isEqualTo(0);
        assertThat(event.toString()).doesNotContain("zoe");
    }

    @Test
    void aDryRunDeletesNobody() throws Exception {
        start("onDelete=remove&dryRun=true");
        assertThat(only(ld.send(delete("\"userId\":\"zoe\""))).reason()).isEqualTo(SyncReport.DELETED);
        assertThat(ld.launchDarkly.requests()).isEmpty();
    }
}
