package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as Camel's consumer hands them over, straight to the endpoint. */
class FileBodyTest {

    private static final String JOSE = "Jos\u00e9";
    private static final String JOSO = "Jos\u00f3";

    @TempDir
    Path folder;

    private static byte[] text(String charset) throws IOException {
        return (SegmentMessage.identify(JOSE).enters("x") + "\n"
                        + SegmentMessage.identify(JOSO).enters("x"))
                .getBytes(charset);
    }

    private static Integration start(Path folder, String options, boolean caching) throws Exception {
        return Integration.start(StandIn.start(), "", context -> {
            context.setStreamCaching(caching);
            try {
                context.addRoutes(fileRoute(folder, options));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static RouteBuilder fileRoute(Path folder, String options) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + folder + "?initialDelay=0&delay=20&move=.done" + options)
                        .to(Integration.uri(""));
            }
        };
    }

    private void awaitDone(String name) {
        await().until(() -> Files.exists(folder.resolve(".done").resolve(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-16", "UTF-8"})
    void aFileIsReadInItsCharset(String charset) throws Exception {
        for (boolean caching : new boolean[] {false, true}) {
            Files.write(folder.resolve("a" + caching), text(charset));
            try (Integration ld = start(folder, "&charset=" + charset, caching)) {
                awaitDone("a" + caching);
                assertThat(ld.launchDarkly.members("aud_x")).containsExactlyInAnyOrder(JOSE, JOSO);
            }
        }
    }

    /** What Camel makes of a file is in the charset of its Java, in which this one has no letter of either name. */
    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-8", "none"})
    void theCharsetOfJavaDoesNotMatter(String charset) throws Exception {
        Files.write(folder.resolve("a"), text(charset.equals("none") ? "UTF-8" : charset));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dfile.encoding=US-ASCII",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InAsciiJava.class.getName(),
                        folder.toString(),
                        charset.equals("none") ? "" : "&charset=" + charset)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.lines().filter(line -> line.startsWith("members ")).toList())
                    .containsExactly("members US-ASCII Jos\\u00e9,Jos\\u00f3");
        } finally {
            process.destroy();
        }
    }

    static final class InAsciiJava {

        private InAsciiJava() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            Set<String> members;
            try (Integration ld = start(folder, args[1], true)) {
                await().until(() -> Files.exists(folder.resolve(".done/a")));
                members = ld.launchDarkly.members("aud_x");
            }
            System.out.println("members " + Charset.defaultCharset() + " "
                    + members.stream().sorted().map(InAsciiJava::ascii).collect(Collectors.joining(",")));
        }

        private static String ascii(String text) {
            return text.chars()
                    .mapToObj(c -> c < 128 ? "" + (char) c : String.format("\\u%04x", c))
                    .collect(Collectors.joining());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.json", "a.json.gz"})
    void aPackedFileIsUnpackedWhateverItIsCalled(String name) throws Exception {
        Files.write(folder.resolve(name), BodyShape.gzip(text("UTF-8")));
        try (Integration ld = start(folder, "", true)) {
            awaitDone(name);
            assertThat(ld.launchDarkly.members("aud_x")).containsExactlyInAnyOrder(JOSE, JOSO);
        }
    }

    @Test
    void aPackedFileMayBeInAnotherCharset() throws Exception {
        Files.write(folder.resolve("a"), BodyShape.gzip(text("ISO-8859-1")));
        try (Integration ld = start(folder, "&charset=ISO-8859-1", true)) {
            awaitDone("a");
            assertThat(ld.launchDarkly.members("aud_x")).containsExactlyInAnyOrder(JOSE, JOSO);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CamelAwsS3Key", Exchange.FILE_NAME, "CamelMinioObjectName"})
    void aPackedObjectOfAStorageIsUnpacked(String header) throws Exception {
        try (Integration ld = Integration.start("")) {
            byte[] packed =
                    BodyShape.gzip(SegmentMessage.identify("u1").enters("x").getBytes(StandardCharsets.UTF_8));
            assertThat(ld.send(new ByteArrayInputStream(packed), header, "a.json")
                            .getException())
                    .isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
            assertThat(ld.send(packed).getException()).isInstanceOf(RejectedMessagesException.class);
        }
    }

    @Test
    void bytesAreInTheCharsetThatTheExchangeNames() throws Exception {
        try (Integration ld = Integration.start("")) {
            for (Object body : List.of(
                    text("ISO-8859-1"),
                    new ByteArrayInputStream(text("ISO-8859-1")),
                    new String(text("UTF-8"), StandardCharsets.UTF_8),
                    new StringBuilder(new String(text("UTF-8"), StandardCharsets.UTF_8)))) {
                Exchange done = ld.context
                        .createFluentProducerTemplate()
                        .to("direct:in")
                        .withProcessor(exchange -> {
                            exchange.setProperty(Exchange.CHARSET_NAME, "ISO-8859-1");
                            exchange.getMessage().setBody(body);
                        })
                        .send();
                assertThat(done.getException()).isNull();
                assertThat(ld.launchDarkly.members("aud_x")).containsExactlyInAnyOrder(JOSE, JOSO);
            }
        }
    }

    @Test
    void whatIsRejectedInAFileIsSaidWithItsLine() throws Exception {
        String good = SegmentMessage.identify("u1").enters("x");
        String text = "\n" + (good + "\n").repeat(17) + "{\"broken\n" + good + "\n";
        try (Integration ld = Integration.start("")) {
            assertThat(ld.send(Files.writeString(folder.resolve("a.jsonl"), text)
                                    .toFile())
                            .getException())
                    .hasMessageContaining("NOT_JSON at $[17]: in line 19: ");
            assertThat(ld.send(text).getException()).hasMessageContaining("NOT_JSON at $[17]: expected");
            assertThat(ld.send(List.of(text), Exchange.FILE_NAME, "a.jsonl").getException())
                    .hasMessageContaining("NOT_JSON at $[0][17]: expected");
        }
    }

    @Test
    void aCharsetThatIsNotKnownIsNotGuessed() throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.context
                    .createFluentProducerTemplate()
                    .to("direct:in")
                    .withProcessor(exchange -> {
                        exchange.setProperty(Exchange.CHARSET_NAME, "klingon");
                        exchange.getMessage().setBody(text("UTF-8"));
                    })
                    .send();
            assertThat(done.getException()).hasMessageContaining("charset");
            assertThat(ld.launchDarkly.members("aud_x")).isEmpty();
        }
    }
}
