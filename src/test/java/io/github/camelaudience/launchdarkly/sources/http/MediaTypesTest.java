package io.github.camelaudience.launchdarkly.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {

    private final MediaTypes types = MediaTypes.of("application/json, Application/X-NDJSON");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/Json",
                " application/json\t",
                "application/json;charset=utf-8",
                "application/json \t; charset=\"utf-8\" ; x=\";\"",
                "application/json;",
                "APPLICATION/x-ndjson"
            })
    void caseParametersAndSpaceDoNotMatter(String contentType) {
        assertThat(types.contain(contentType)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "application",
                "application/jsonx",
                "application/json, text/plain",
                "application/ json",
                "text/plain; application/json",
                "multipart/form-data",
                "*/*"
            })
    void othersAreOthers(String contentType) {
        assertThat(types.contain(contentType)).isFalse();
    }

    /** The dotless i of Turkish is none of ours. */
    @Test
    void theLocaleDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr"));
            assertThat(MediaTypes.of("APPLICATION/JSON").contain("APPLICATION/json"))
                    .isTrue();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void noneIsAMistake() {
        assertThatThrownBy(() -> MediaTypes.of(" , ")).hasMessage("mediaTypes must not be blank");
    }
}
