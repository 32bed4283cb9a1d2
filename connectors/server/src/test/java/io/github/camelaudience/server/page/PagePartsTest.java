package io.github.camelaudience.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.camelaudience.server.page.PageAccess.Asked;
import io.github.camelaudience.server.page.PageAccess.Decision;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page is made of, with whatever may come from outside. */
class PagePartsTest {

    private static final String STRANGE =
            "<>&\"'{}\\/=;:@\u0000\u0007\u001b\u007f\u00e4\u202e\ud83d\ude00\ud800ab01 \n\t-";

    @TempDir
    Path folder;

    private Random random;

    @BeforeEach
    void seed() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        random = new Random(seed);
    }

    private String strange() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(STRANGE.charAt(random.nextInt(STRANGE.length())));
        }
        return text.toString();
    }

    @Test
    void whateverAValueIsItEndsNoTagAndNoAttribute() {
        for (int i = 0; i < 5_000; i++) {
            String text = strange();
            String markup = Html.of("<p title=\"{}\">{}</p>", text, Html.of("<b>{}</b>", text))
                    .markup();
            String inner = markup.substring("<p title=\"".length(), markup.length() - "</b></p>".length());
            assertThat(inner.split("\"><b>", -1)).hasSize(2).allSatisfy(part -> assertThat(part)
                    .doesNotContain("<", ">", "\"", "'", "\u0000")
                    .doesNotContainPattern("&(?!(amp|lt|gt|quot|#39);)"));
        }
    }

    @Test
    void aTemplateHasAValueForEachPlace() {
        assertThatThrownBy(() -> Html.of("<p>{}</p>")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Html.of("<p></p>", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noMoreOfAKeyIsShownThanItsFirstTwoLetters() {
        for (int i = 0; i < 5_000; i++) {
            String key = "k" + strange() + "SECRET" + strange();
            assertThat(Mask.key(key)).doesNotContain("SECRE", "ECRET").hasSizeLessThan(12);
            byte[] message = ("{\"type\":\"identify\",\"nested\":[{\"userId\":" + TextNode.valueOf(key) + "}]}")
                    .getBytes(StandardCharsets.UTF_8);
            int length = random.nextInt(message.length + 1);
            String about = Mask.about(Arrays.copyOf(message, length));
            assertThat(about).doesNotContain("SECRE", "ECRET");
        }
        assertThat(Mask.key("abcde")).isEqualTo("…(5)");
        assertThat(Mask.key("ada@example.com")).isEqualTo("ad…(15)");
        byte[] garbage = new byte[500];
        random.nextBytes(garbage);
        assertThat(Mask.about(garbage)).isNotNull();
    }

    @Test
    void aFormIsReadAsItWasWritten() {
        for (int i = 0; i < 2_000; i++) {
            String text = strange().replaceAll("[\\ud800-\\udfff]", "");
            String body = "a=1&message=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&b=%zz&c";
            assertThat(Form.read(body))
                    .containsEntry("message", text)
                    .containsEntry("a", "1")
                    .doesNotContainKey("b");
        }
        assertThat(Form.read("")).doesNotContainKey("token");
    }

    @Test
    void onlyTheRightLoginMayLookAndOnlyThePageItselfMayAct() {
        PageAccess access = new PageAccess("ops", "correct horse", false);
        String right =
                "Basic " + Base64.getEncoder().encodeToString("ops:correct horse".getBytes(StandardCharsets.UTF_8));
        Asked asked = new Asked("server:9876", right, "https://server:9876", "same-origin");
        assertThat(access.mayLook(asked)).isInstanceOf(Decision.Allowed.class);
        assertThat(access.mayAct(asked, access.token())).isInstanceOf(Decision.Allowed.class);
        for (int i = 0; i < 1_000; i++) {
            String wrong = strange();
            assertThat(access.mayLook(new Asked("server:9876", wrong, null, null)))
                    .isInstanceOf(Decision.LoginNeeded.class);
            assertThat(access.mayAct(asked, wrong)).isInstanceOf(Decision.Refused.class);
            assertThat(access.mayAct(new Asked("server:9876", right, wrong, null), access.token()))
                    .isInstanceOf(Decision.Refused.class);
        }
        assertThat(access.mayAct(asked, null)).isInstanceOf(Decision.Refused.class);
        assertThat(new PageAccess("ops", "", false).mayLook(new Asked("localhost", null, null, null)))
                .isInstanceOf(Decision.Refused.class);
        assertThat(new PageAccess("ops", "", true).mayLook(new Asked(null, null, null, null)))
                .isInstanceOf(Decision.Refused.class);
        assertThat(access.token()).isNotEqualTo(new PageAccess("ops", "", true).token());
    }

    @Test
    void keptMessagesAreFoundWithAndWithoutTheListBesideThem() throws Exception {
        Path kept = folder.resolve("kept");
        RejectedMessages messages = new RejectedMessages(Map.of("a", kept, "b", folder.resolve("never")), null, 3);
        assertThat(messages.look(Map.of()).newest()).isEmpty();
        Files.createDirectories(kept);
        for (int i = 0; i < 5; i++) {
            Path file = Files.writeString(kept.resolve("NOT_JSON-" + i + ".json"), "{\"userId\":\"somebody\"}");
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000 + i)));
        }
        Files.writeString(
                kept.resolve("other.json"),
                "{\"rejected\":{\"reason\":\"TOO_LARGE\",\"path\":\"$.x\",\"detail\":\"quotes somebody\"},\"json\":{}}");
        PageModel.Rejected found = messages.look(Map.of("NOT_JSON", 9L));
        assertThat(found.kept()).isEqualTo(Map.of("NOT_JSON", 5L, "OTHER", 1L));
        assertThat(found.keptInAll()).isEqualTo(6);
        assertThat(found.newest())
                .extracting(PageModel.Kept::id)
                .containsExactly("a/other.json", "a/NOT_JSON-4.json", "a/NOT_JSON-3.json");
        assertThat(found.newest().get(0).reason()).isEqualTo("TOO_LARGE");
        assertThat(found.newest().toString()).doesNotContain("somebody");
        Files.writeString(
                folder.resolve("kept.jsonl"),
                "cut\":1}\n"
                        + "{\"file\":\"NOT_JSON-1.json\",\"reason\":\"NOT_JSON\",\"path\":\"$\",\"detail\":\"d\",\"time\":\"2030-01-01T00:00:00Z\"}\n"
                        + "{\"file\":\"gone.json\",\"reason\":\"NOT_JSON\"}\n{\"fi");
        Files.delete(kept.resolve("other.json"));
        found = messages.look(Map.of());
        assertThat(found.newest().get(0).id()).isEqualTo("a/NOT_JSON-1.json");
        assertThat(found.newest()).hasSize(3);
        assertThat(messages.all()).hasSize(5).startsWith("a/NOT_JSON-0.json");
        assertThat(messages.find("a/NOT_JSON-0.json")).isPresent();
        assertThat(messages.find("c/NOT_JSON-0.json")).isEmpty();
    }

    @Test
    void pagesOfAudiencesHaveEachOnce() {
        List<PageModel.Audience> all = IntStream.range(0, 137)
                .mapToObj(i -> new PageModel.Audience("env", "aud_" + i, "Name " + i, null, 0, 0, 0, null, null, null))
                .toList();
        List<PageModel.Audience> seen = IntStream.rangeClosed(1, 3)
                .mapToObj(page -> PageRequest.of("", "" + page).shown(all))
                .flatMap(List::stream)
                .toList();
        assertThat(seen).isEqualTo(all);
        for (String page : new String[] {"-5", "0", "x", "99999999999", null}) {
            assertThat(PageRequest.of(null, page).shown(all)).isEqualTo(all.subList(0, 50));
        }
        assertThat(PageRequest.of("", "1000").shown(all)).isEqualTo(all.subList(100, 137));
        PageRequest some = PageRequest.of(" AUD_13", "7");
        assertThat(some.shown(some.filtered(all))).hasSize(8);
        assertThat(PageRequest.of("nothing", "1").shown(List.of())).isEmpty();
    }

    @Test
    void aWrongPropertyIsToldInASentence() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addInitialProperty("audience.page.enabled", "yes");
            assertThatThrownBy(() -> PageSettings.of(context))
                    .hasMessage("audience.page.enabled must be true or false, but is yes");
        }
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addInitialProperty("audience.page.rejected", "a\u0000b");
            assertThatThrownBy(() -> PageSettings.of(context))
                    .hasMessageStartingWith("audience.page.rejected.1 names no folder");
        }
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addInitialProperty("audience.page.password", "hush");
            context.getPropertiesComponent()
                    .addInitialProperty(
                            "camel.kamelet.launchdarkly-audience-sink.rejectedUri", "file:///tmp/x?fileExist=Append");
            context.getPropertiesComponent().addInitialProperty("audience.page.rejected", "/tmp/x, /tmp/y");
            PageSettings settings = PageSettings.of(context);
            assertThat(settings.folders().values()).containsExactly(Path.of("/tmp/x"), Path.of("/tmp/y"));
            assertThat(settings.toString()).doesNotContain("hush");
        }
    }
}
