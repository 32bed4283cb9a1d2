package io.github.camelaudience.launchdarkly.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiquidDirectiveTest {

    private static final JsonNode MESSAGE = Json.read("{'userId': 'u-1', 'long': '%s'}".formatted("x".repeat(4096)));

    private static String render(String template) throws MappingFailedException {
        return LiquidTemplate.parse(template).render(MESSAGE, "$.x");
    }

    @Test
    void templatesKeepNothingFromMessageToMessage() throws Exception {
        LiquidTemplate template = LiquidTemplate.parse("{% increment n %}{% assign x = userId %}{{ x }}{{ y }}");

        assertThat(template.render(MESSAGE, "$.x")).isEqualTo("0u-1");
        assertThat(template.render(MESSAGE, "$.x")).isEqualTo("0u-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% assign a = long | append: long | append: long | append: long | append: long %}"
                        + "{% assign a = a | append: a | append: a | append: a | append: a | append: a %}{{ a | size }}",
                "{{ long | replace: 'x', long }}",
                "{{ long | split: '' | join: long }}",
                "{% capture a %}{{ long }}{{ long }}{% endcapture %}{% capture a %}{{ a }}{{ a }}{{ a }}{{ a }}{% endcapture %}"
                        + "{% capture a %}{{ a }}{{ a }}{{ a }}{{ a }}{% endcapture %}{{ a | size }}",
            })
    void growthIsStopped(String template) {
        assertThatThrownBy(() -> render(template))
                .isInstanceOf(MappingFailedException.class)
                .hasMessage("the Liquid template failed on this message");
    }

    @Test
    void hugeNumbersAreStopped() {
        Expression liquid = new LiquidDirective.Liquid(LiquidTemplate.parse("{{ a.b | upcase }}"), "$.x");

        assertThatThrownBy(() -> liquid.evaluate(new Evaluation(Json.read("{'a': {'b': 1e999999999}}"), new Budget())))
                .isInstanceOf(MappingFailedException.class)
                .hasMessage("the message holds a number beyond all bounds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{%- for a in b -%}{% endfor %}",
                "{% case a %}{% endcase %}",
                "{% include 'x' %}",
                "{% tablerow a in b %}{% endtablerow %}",
                "{{ a | map: 'x' }}",
                "{% assign a = b | sort %}",
            })
    void whatSegmentForbidsIsForbidden(String template) {
        assertThatThrownBy(() -> LiquidTemplate.parse(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is forbidden, as at Segment");
    }

    /** With the library taken off the class path, mappings work and one with the directive says what is missing. */
    @Test
    void worksWithoutTheLibraryUntilItIsNeeded() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(System.getProperty("path.separator"), -1)) {
            if (!entry.contains("liqp")) {
                classPath.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            var compile = loader.loadClass(MappingCompiler.class.getName()).getMethod("compile", String.class);

            assertThat(compile.invoke(null, "{\"context_kind\": \"device\"}")).isNotNull();
            assertThatThrownBy(() -> compile.invoke(null, "{\"segment_user_id\": {\"@liquid\": \"{{ userId }}\"}}"))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining(
                            "$.segment_user_id.@liquid: @liquid needs the library nl.big-o:liqp on the class path");
        }
    }
}
