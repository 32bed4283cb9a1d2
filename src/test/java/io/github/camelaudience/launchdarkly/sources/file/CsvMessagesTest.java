package io.github.camelaudience.launchdarkly.sources.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.rows.UnusableRowException;
import io.github.camelaudience.launchdarkly.core.segment.EventTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvMessagesTest {

    private static final String HEADER = "user_id,email,audience_name,audience_id,audience_action,timestamp,message_id";
    private static final long MODIFIED = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();

    private final CsvColumns columns = new CsvColumns();

    @BeforeEach
    void all() {
        columns.setUserIdColumn("user_id");
        columns.setEmailColumn("email");
        columns.setAudienceKeyColumn("audience_name");
        columns.setAudienceIdColumn("audience_id");
        columns.setMembershipColumn("audience_action");
        columns.setEventTimeColumn("timestamp");
        columns.setMessageIdColumn("message_id");
    }

    private static Row row(String text) {
        return new Row(2, text.getBytes(StandardCharsets.UTF_8), null);
    }

    private CsvMessages messages(String header) {
        return new CsvMessages(columns, row(header), MODIFIED);
    }

    private JsonNode message(String text) throws UnusableRowException, IOException {
        return new ObjectMapper().readTree(messages(HEADER).message(row(text)));
    }

    @Test
    void aRowIsTheMessageThatWouldHaveSaidTheSame() throws Exception {
        assertThat(message("user1,a@b.c,high_value,aud_123,true,2023-07-26T15:23:39.803Z,msg_1"))
                .isEqualTo(new ObjectMapper().readTree("""
                        {"type":"track","event":"Audience Entered","messageId":"msg_1","userId":"user1",
                        "context":{"personas":{"computation_class":"audience","computation_id":"aud_123",
                        "computation_key":"high_value"},"traits":{"email":"a@b.c"}},
                        "properties":{"high_value":"true"},"timestamp":"2023-07-26T15:23:39.803Z"}"""));
    }

    @Test
    void valuesStandAsTheyAre() throws Exception {
        JsonNode message = message("\" u,\"\"1\"\"\n\",,k,a,FALSE,1690385019803,");
        assertThat(message.at("/userId").textValue()).isEqualTo(" u,\"1\"\n");
        assertThat(message.at("/properties/k").textValue()).isEqualTo("FALSE");
        assertThat(message.at("/event").textValue()).isEqualTo("Audience Exited");
        assertThat(message.at("/timestamp").longValue()).isEqualTo(1690385019803L);
        assertThat(message.has("messageId")).isFalse();
    }

    @Test
    void blanksAroundAFieldAreNoPartOfItUnlessItIsQuoted() throws Exception {
        JsonNode message = message(" u1 ,\t a@b.c,k, aud_1\t,\ttrue , , m 1 ");
        assertThat(message.at("/userId").textValue()).isEqualTo("u1");
        assertThat(message.at("/context/traits/email").textValue()).isEqualTo("a@b.c");
        assertThat(message.at("/context/personas/computation_id").textValue()).isEqualTo("aud_1");
        assertThat(message.at("/properties/k").textValue()).isEqualTo("true");
        assertThat(message.at("/messageId").textValue()).isEqualTo("m 1");
        JsonNode quoted = message("\" u1 \", \"a@b.c \" ,k,\"aud_1\t\",true,,");
        assertThat(quoted.at("/userId").textValue()).isEqualTo(" u1 ");
        assertThat(quoted.at("/context/traits/email").textValue()).isEqualTo("a@b.c ");
        assertThat(quoted.at("/context/personas/computation_id").textValue()).isEqualTo("aud_1\t");
    }

    @Test
    void nullAsCopyWritesItIsNoText() throws Exception {
        JsonNode message = message("\\N, \\N ,k,a,\\N,\\N,\\N");
        assertThat(message.has("userId")).isFalse();
        assertThat(message.has("messageId")).isFalse();
        assertThat(message.at("/context/traits/email").asText()).isEmpty();
        assertThat(message.at("/properties/k").isNull()).isTrue();
        assertThat(message.at("/timestamp").textValue()).isEqualTo("2026-01-02T03:04:05Z");
        JsonNode texts = message("\"\\N\",NULL,\\n,\\NN,true,,null");
        assertThat(texts.at("/userId").textValue()).isEqualTo("\\N");
        assertThat(texts.at("/context/traits/email").textValue()).isEqualTo("NULL");
        assertThat(texts.at("/context/personas/computation_key").textValue()).isEqualTo("\\n");
        assertThat(texts.at("/context/personas/computation_id").textValue()).isEqualTo("\\NN");
        assertThat(texts.at("/messageId").textValue()).isEqualTo("null");
    }

    @Test
    void aTimeThatCannotBeReadNamesItsColumn() {
        assertThatThrownBy(() -> message("u,,k,a,true,26/07/2023,"))
                .isInstanceOf(UnusableRowException.class)
                .hasMessageStartingWith("column timestamp holds no time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"u\u0000,,k,a,true,,", "\"u\u0000\",,k,a,true,,", "u\r1,,k,a,true,,"})
    void whatDoesNotBelongInAFieldIsNotPartOfAName(String text) {
        assertThatThrownBy(() -> message(text)).hasMessageStartingWith("field 1 has a ");
    }

    @Test
    void anAudienceNamedLikeAnotherFieldHarmsNobody() throws Exception {
        JsonNode message = message("u,a@b.c,email,a,true,,");
        assertThat(message.at("/context/traits/email").textValue()).isEqualTo("a@b.c");
        assertThat(message.at("/properties/email").textValue()).isEqualTo("true");
    }

    @Test
    void aFlagThatIsNoneIsLeftToTheRules() throws Exception {
        JsonNode message = message("u,,k,a,yes,,");
        assertThat(message.at("/properties/k").textValue()).isEqualTo("yes");
        assertThat(message.has("event")).isFalse();
    }

    @Test
    void aRowWithoutATimeIsAsOldAsTheConstantElseAsTheFile() throws Exception {
        assertThat(message("u,,k,a,true,,").at("/timestamp").textValue()).isEqualTo("2026-01-02T03:04:05Z");
        columns.setEventTime("2025-12-31T23:00:00+01:00");
        assertThat(message("u,,k,a,true,,").at("/timestamp").textValue()).isEqualTo("2025-12-31T23:00:00+01:00");
    }

    @Test
    void withoutAnyTimeNothingIsSent() throws Exception {
        CsvMessages unknown = new CsvMessages(columns, row(HEADER), AudienceFile.UNKNOWN);
        assertThatThrownBy(() -> unknown.message(row("u,,k,a,true,,"))).hasMessageContaining("expected a time");
        columns.setEventTimeColumn(" ");
        assertThatThrownBy(() -> new CsvMessages(columns, row(HEADER), AudienceFile.UNKNOWN))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("eventTime");
    }

    @Test
    void audienceAndMembershipMayBeTheSameForAll() throws Exception {
        columns.setAudienceIdColumn("");
        columns.setAudienceId("aud_9");
        columns.setAudienceKeyColumn(null);
        columns.setAudienceKey("nine");
        columns.setMembershipColumn("");
        columns.setMembership("true");
        JsonNode message = message("u,,k,a,false,,");
        assertThat(message.at("/context/personas/computation_id").textValue()).isEqualTo("aud_9");
        assertThat(message.at("/properties/nine").textValue()).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({
        "1690385019,1690385019000",
        "1690385019803,1690385019803",
        "1690385019803123,1690385019803",
        "1690385019803123456,1690385019803",
        "2023-07-26 15:23:39.803 UTC,1690385019803",
        "2023-07-26 15:23:39.803,1690385019803"
    })
    void aTimeIsReadAsWarehousesWriteIt(String written, long millis) throws Exception {
        JsonNode message = message("u,,k,a,true," + written + ",");
        assertThat(EventTime.ofText(message.at("/timestamp").asText())).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "u,,k,a,true,26.07.2023 15:23:39,|holds no time",
                "u,,k,a,true,yesterday,|holds no time",
                "u,,k,a,true,|expected 7 fields but found 6",
                "u,,k,a,true,,,|expected 7 fields but found 8",
                "u\",,k,a,true,,|field 1 has a quote",
                "\"u\"x,,k,a,true,,|field 1 goes on",
                "u,,k,a,true,,\"|field 7 has a quote that is not closed"
            })
    void aRowThatCannotBeUnderstoodSaysWhy(String text, String why) {
        assertThatThrownBy(() -> message(text))
                .isInstanceOf(UnusableRowException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aRowMustBeUtf8() {
        Row latin = new Row(2, "u,,k\u00e9,a,true,,".getBytes(StandardCharsets.ISO_8859_1), null);
        assertThatThrownBy(() -> messages(HEADER).message(latin)).hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id,email", HEADER + ",user_id", "", "\"user_id"})
    void aHeaderThatLacksAColumnIsRefused(String header) {
        assertThatThrownBy(() -> messages(header)).isInstanceOf(UnusableFileException.class);
    }

    @Test
    void columnsThatMakeNoMessageAreRefused() {
        columns.setMembership("true");
        assertThatThrownBy(() -> messages(HEADER)).hasMessageContaining("either membershipColumn or membership");
        assertThatThrownBy(() -> columns.setMembership("yes")).hasMessageContaining("true or false");
        assertThatThrownBy(() -> columns.setEventTime("today")).hasMessageContaining("eventTime");
        assertThatThrownBy(() -> columns.setDelimiter("\"")).hasMessageContaining("delimiter");
        columns.setUserIdColumn(null);
        columns.setEmailColumn(null);
        assertThatThrownBy(() -> messages(HEADER)).hasMessageContaining("userIdColumn");
    }

    @Test
    void otherDelimiters() throws Exception {
        columns.setDelimiter("\\t");
        JsonNode message =
                new ObjectMapper().readTree(messages(HEADER.replace(',', '\t')).message(row("u\t\tk\ta\ttrue\t\t")));
        assertThat(message.at("/userId").textValue()).isEqualTo("u");
    }
}
