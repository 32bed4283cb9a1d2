package io.github.camelaudience.launchdarkly.core.launchdarkly.synced;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.json.Utf8;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read again as it was, whatever the texts. */
class SyncedSegmentsJsonTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Property(tries = 500)
    void jacksonReadsWhatWasWritten(@ForAll("texts") List<String> texts) throws Exception {
        Map<String, String> names = new LinkedHashMap<>();
        List<MembershipChange> members = new ArrayList<>();
        ArrayNode batch = MAPPER.createArrayNode();
        for (int i = 0; i < texts.size(); i++) {
            String id = i % 2 == 0 ? "aud_" + texts.get(0) : "aud";
            String name = i % 2 == 0 ? texts.get(0) + "!" : "Vip";
            names.put(id, name);
            members.add(new MembershipChange(
                    new MembershipSlot("env", "user", id, texts.get(i) + i), name, i % 3 == 0, 0, null));
            batch.addObject()
                    .put("userId", texts.get(i) + i)
                    .put("cohortName", name)
                    .put("cohortId", id)
                    .put("value", i % 3 == 0);
        }
        ObjectNode body = MAPPER.createObjectNode();
        body.put("environmentId", "env").put("contextKind", "user").set("batch", batch);
        byte[] written =
                SyncedSegmentsJson.write(new SegmentUpdate(new UpdateTarget("env", null, "user"), names, members));
        assertThat(MAPPER.readTree(written)).isEqualTo(body);
        assertThat(Utf8.firstInvalid(written, 0, written.length)).isNegative();
    }

    @Provide
    Arbitrary<List<String>> texts() {
        Arbitrary<String> odd =
                Arbitraries.of("", "\"", "\\", "\u0000", "\n", "\u007f", "\u00e9", "\ud83d\ude00", "\u2028", "/");
        return Arbitraries.oneOf(
                        odd,
                        Arbitraries.strings().ascii().ofMaxLength(20),
                        odd.list().ofMaxSize(5).map(all -> String.join("a", all)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(9);
    }
}
